package org.relatum.server.axonserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to a server that can be cut and mended: a port of this machine from which all bytes are passed on. */
final class Wire implements AutoCloseable {
    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;

    /** @param target host:port */
    Wire(String target) throws IOException {
        int colon = target.lastIndexOf(':');
        this.target = new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        this.door = open(0);
        this.port = door.getLocalPort();
        listen(door);
    }

    /** Where the near end is. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** Nobody answers any more, and what is connected is cut off. */
    void cut() throws IOException {
        door.close();
        for (Socket end : ends) {
            end.close();
        }
        ends.clear();
    }

    boolean isCut() {
        return door.isClosed();
    }

    void mend() throws IOException {
        door = open(port);
        listen(door);
    }

    private static ServerSocket open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void listen(ServerSocket at) {
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket near = at.accept();
                    Socket far = new Socket();
                    ends.add(near);
                    ends.add(far);
                    far.connect(target);
                    pass(near, far);
                    pass(far, near);
                } catch (IOException e) {
                    if (at.isClosed()) {
                        return;
                    }
                }
            }
        });
    }

    private static void pass(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // The other end was closed.
            }
        });
    }

    @Override
    public void close() {
        try {
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
