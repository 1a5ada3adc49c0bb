package dev.belay.service;

import java.io.IOException;
import java.net.ServerSocket;

/** Facts of this machine. */
final class Processes {
    private Processes() {}

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
