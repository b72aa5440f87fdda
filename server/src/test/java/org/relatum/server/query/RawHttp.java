package org.relatum.server.query;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests that a well-behaved client would not send. */
final class RawHttp {
    private RawHttp() {}

    static Rest.Answer get(URI server, String key, String path) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            String request =
                    "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = response.indexOf("\r\n\r\n");
            List<String> head = response.substring(0, end).lines().toList();
            Map<String, List<String>> headers = new LinkedHashMap<>();
            for (String line : head.subList(1, head.size())) {
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        List.of(line.substring(line.indexOf(':') + 1).strip()));
            }
            return new Rest.Answer(
                    Integer.parseInt(head.getFirst().split(" ")[1]), headers, response.substring(end + 4));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
