package dev.belay.agent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.status.PolicyStatus.Said;
import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.api.policy.BackupPolicyStatus.Component;
import dev.belay.api.policy.BackupPolicyStatus.Health;
import dev.belay.api.policy.ServiceRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks a policy's service how it is; on one machine, its name is that of a host, such as {@code localhost}. */
public final class ServiceHealth {
    private static final int TIMEOUT_MILLIS = 2_000;
    /** In bytes: an address that answers without end must not fill our memory. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final int UNAVAILABLE = 503;

    private ServiceHealth() {}

    /** Its answer; {@code unknown} with the reason where there is none. */
    public static Health of(@Nullable ServiceRef service) {
        if (service == null) {
            return unknown("no service is set (spec.service)");
        }
        var address = "http://" + service.name() + ":"
                + Objects.requireNonNullElse(service.port(), ServiceRef.DEFAULT_PORT) + "/health";
        try {
            var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (var answer = body(connection)) {
                return read(new ObjectMapper().readTree(answer.readNBytes(LONGEST_ANSWER)));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | IllegalArgumentException e) {
            return unknown("it does not answer at " + address);
        }
    }

    /** A service that is not well says so with 503, and why. */
    private static InputStream body(HttpURLConnection connection) throws IOException {
        if (connection.getResponseCode() != UNAVAILABLE) {
            return connection.getInputStream();
        }
        return Objects.requireNonNullElseGet(connection.getErrorStream(), InputStream::nullInputStream);
    }

    static Health read(JsonNode document) {
        var status = text(document, "status");
        if (status == null || !List.of("ok", "degraded", "unhealthy").contains(status)) {
            return unknown("its /health is not that of a Belay service");
        }
        var components = new ArrayList<Component>();
        document.path("components")
                .properties()
                .forEach(c -> components.add(new Component(
                        c.getKey(), String.valueOf(text(c.getValue(), "status")), text(c.getValue(), "reason"))));
        var breakers = new ArrayList<Breaker>();
        document.path("breakers")
                .forEach(b -> breakers.add(new Breaker(
                        String.valueOf(text(b, "name")),
                        String.valueOf(text(b, "state")),
                        text(b, "reason"),
                        text(b, "since"),
                        text(b, "until"))));
        return new Health(status, null, components, breakers);
    }

    static Said healthy(Health health) {
        return switch (health.status()) {
            case "ok" -> Said.holds("Healthy", "ServiceOk", "The service is well.");
            case "degraded" -> Said.holds("Healthy", "ServiceDegraded", "The service is degraded: " + parts(health));
            case "unhealthy" ->
                Said.holdsNot("Healthy", "ServiceUnhealthy", "The service is unhealthy: " + parts(health));
            default -> Said.unknown("Healthy", "ServiceUnknown", "The service's health is unknown: " + health.reason());
        };
    }

    private static String parts(Health health) {
        return String.join(
                ", ",
                health.components().stream()
                        .filter(c -> !c.status().equals("up") && !c.status().equals("disabled"))
                        .map(c -> c.name() + " " + c.status() + (c.reason() == null ? "" : " (" + c.reason() + ")"))
                        .toList());
    }

    private static Health unknown(String why) {
        return new Health("unknown", why, List.of(), List.of());
    }

    private static @Nullable String text(JsonNode node, String field) {
        var value = node.get(field);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
