package org.relatum.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive HTTP/1.1 connection that costs the machine next to nothing, because client and service share its cores.
 */
final class HttpConnection implements AutoCloseable {
    private final String head;
    private final Socket socket;
    private final InputStream in;

    /**
     * Connects.
     *
     * @param key is sent with each request
     */
    HttpConnection(URI service, String key) throws IOException {
        this.head = " HTTP/1.1\r\nHost: " + service.getAuthority() + "\r\nAuthorization: Bearer " + key + "\r\n";
        this.socket = new Socket(InetAddress.getByName(service.getHost()), service.getPort());
        this.socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a JSON document, waits for the whole answer and returns its status. */
    int post(String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] headBytes = ("POST " + path + head + "Content-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, request, 0, headBytes.length);
        System.arraycopy(body, 0, request, headBytes.length, body.length);
        socket.getOutputStream().write(request);
        return answer();
    }

    /** Asks for something in a form, waits for the whole answer and returns its status. */
    int get(String path, String accept) throws IOException {
        String request = "GET " + path + head + "Accept: " + accept + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return answer();
    }

    private int answer() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).trim());
            }
            chunked |= header.equalsIgnoreCase("Transfer-Encoding: chunked");
        }
        if (chunked) {
            do {
                length = Integer.parseInt(line(), 16);
                in.skipNBytes(length);
                line();
            } while (length > 0);
        } else {
            in.skipNBytes(length);
        }
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the service closed the connection");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
