package dev.belay.service;

import java.io.IOException;
import java.net.ServerSocket;

/** Facts of this machine. */
final class Processes {
    private Processes() {}

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
