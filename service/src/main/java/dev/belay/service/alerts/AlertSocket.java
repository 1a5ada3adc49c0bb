package dev.belay.service.alerts;

import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/alerts}: every alert to everyone who listens. */
@ServerWebSocket("/api/v1/alerts")
public class AlertSocket {
    private static final Logger LOG = LoggerFactory.getLogger(AlertSocket.class);

    private final Set<WebSocketSession> listeners = ConcurrentHashMap.newKeySet();

    @OnOpen
    void open(WebSocketSession session) {
        listeners.add(session);
    }

    /** Alerts flow one way: what a client says is dropped. */
    @OnMessage
    void message(String text) {}

    @OnClose
    void close(WebSocketSession session) {
        listeners.remove(session);
    }

    /** Never waits: a listener that does not keep up is sent away, so that it cannot fill our memory. */
    public void send(Alert alert) {
        listeners.removeIf(session -> !session.isOpen() || (!session.isWritable() && dismissed(session)));
        for (WebSocketSession session : listeners) {
            CompletableFuture<Alert> sending = session.sendAsync(alert);
            sending.exceptionally(failure -> {
                LOG.debug("A listener of alerts went away: {}", failure.getMessage());
                listeners.remove(session);
                return alert;
            });
        }
    }

    private static boolean dismissed(WebSocketSession session) {
        session.close(CloseReason.TRY_AGAIN_LATER);
        return true;
    }
}
