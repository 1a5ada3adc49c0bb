package dev.belay.controller.pause;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.api.policy.BackupPolicyStatus.Component;
import dev.belay.controller.status.Ellipsis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the service's {@code /health}. Takes nothing on trust: it ends up in a status and on pods. */
final class HealthDocument {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> STATES = Set.of("ok", "degraded", "unhealthy");
    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_TEXT = 256;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private HealthDocument() {}

    static Reading read(String body) {
        try {
            var root = MAPPER.readTree(body);
            var status = text(root, "status");
            if (status == null || !STATES.contains(status)) {
                return new Reading.Silence("its /health is not that of a Belay service");
            }
            return new Reading.Answer(status, components(root.path("components")), breakers(root.path("breakers")));
        } catch (JsonProcessingException e) {
            return new Reading.Silence("its /health is no JSON");
        }
    }

    private static List<Component> components(JsonNode node) {
        var all = new ArrayList<Component>();
        for (var entry : node.properties()) {
            var value = entry.getValue();
            var status = text(value, "status");
            if (status != null && all.size() < MOST_ENTRIES) {
                all.add(new Component(plain(entry.getKey()), status, text(value, "reason")));
            }
        }
        return List.copyOf(all);
    }

    private static List<Breaker> breakers(JsonNode node) {
        var all = new ArrayList<Breaker>();
        for (var value : node) {
            var name = text(value, "name");
            var state = text(value, "state");
            if (name != null && state != null && all.size() < MOST_ENTRIES) {
                all.add(new Breaker(name, state, text(value, "reason"), text(value, "since"), text(value, "until")));
            }
        }
        return List.copyOf(all);
    }

    private static @Nullable String text(JsonNode node, String field) {
        var value = node.get(field);
        return value == null || !value.isTextual() ? null : plain(value.textValue());
    }

    /** What moves a terminal's cursor or turns its text around has no place in annotations and logs. */
    private static String plain(String text) {
        return Ellipsis.cut(UNSEEN.matcher(text).replaceAll(" "), LONGEST_TEXT);
    }
}
