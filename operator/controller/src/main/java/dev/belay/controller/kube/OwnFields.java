package dev.belay.controller.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether a live object still says what we last applied and want now: the fields that our own server-side apply
 * owns are cut out of it by its {@code managedFields} and compared with what we would apply. Defaults that the server
 * added and fields of others do not count. See
 * <a href="https://github.com/kubernetes-sigs/structured-merge-diff">structured-merge-diff</a> for the format.
 */
public final class OwnFields {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** 128 bits: nobody gains by two that are the same, and chance makes none. */
    private static final int DIGITS = 32;

    private OwnFields() {}

    /**
     * Whether applying {@code desired} as {@code manager} would change nothing.
     *
     * @param live whole, or as an informer keeps it
     */
    public static boolean match(HasMetadata live, HasMetadata desired, String manager) {
        return Slim.digest(live)
                .or(() -> digest(live, manager))
                .filter(digest(wanted(desired))::equals)
                .isPresent();
    }

    /** What the fields that {@code manager} owns of a whole object come to; empty where it owns none. */
    static Optional<String> digest(HasMetadata live, String manager) {
        return owned(live, manager).map(owned -> digest(prune(MAPPER.valueToTree(live), MAPPER.valueToTree(owned))));
    }

    /** The same for equal trees, in whichever order their fields are. */
    private static String digest(JsonNode tree) {
        var text = new StringBuilder();
        write(tree, text);
        return Names.hash(text.toString(), DIGITS);
    }

    private static void write(JsonNode tree, StringBuilder to) {
        if (tree.isObject()) {
            to.append('{');
            tree.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(field -> {
                to.append(TextNode.valueOf(field.getKey())).append(':');
                write(field.getValue(), to);
            });
            to.append('}');
        } else if (tree.isArray()) {
            to.append('[');
            tree.forEach(item -> {
                write(item, to);
                to.append(',');
            });
            to.append(']');
        } else {
            to.append(tree);
        }
    }

    private static Optional<Map<String, Object>> owned(HasMetadata live, String manager) {
        return live.getMetadata().getManagedFields().stream()
                .filter(entry -> manager.equals(entry.getManager())
                        && "Apply".equals(entry.getOperation())
                        && entry.getSubresource() == null
                        && entry.getFieldsV1() != null)
                .map(OwnFields::fields)
                .findFirst();
    }

    private static Map<String, Object> fields(ManagedFieldsEntry entry) {
        return entry.getFieldsV1().getAdditionalProperties();
    }

    private static JsonNode wanted(HasMetadata desired) {
        ObjectNode tree = MAPPER.valueToTree(desired);
        tree.remove("apiVersion");
        tree.remove("kind");
        tree.remove("status");
        if (tree.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("name");
            metadata.remove("namespace");
            if (metadata.isEmpty()) {
                tree.remove("metadata");
            }
        }
        return tree;
    }

    private static JsonNode prune(JsonNode live, JsonNode fields) {
        if (fields.isEmpty()) {
            return live; // a leaf: owned as a whole
        }
        if (live.isObject()) {
            return pruneObject(live, fields);
        }
        return live.isArray() ? pruneList(live, fields) : live;
    }

    private static JsonNode pruneObject(JsonNode live, JsonNode fields) {
        var kept = JsonNodeFactory.instance.objectNode();
        for (var field : fields.properties()) {
            if (field.getKey().startsWith("f:")) {
                var name = field.getKey().substring(2);
                var value = live.get(name);
                if (value != null) {
                    kept.set(name, prune(value, field.getValue()));
                }
            }
        }
        return kept;
    }

    private static JsonNode pruneList(JsonNode live, JsonNode fields) {
        var kept = JsonNodeFactory.instance.arrayNode();
        for (var item : live) {
            for (var field : fields.properties()) {
                if (isItem(item, field.getKey())) {
                    kept.add(prune(item, field.getValue()));
                }
            }
        }
        return kept;
    }

    private static boolean isItem(JsonNode item, String key) {
        try {
            if (key.startsWith("k:")) {
                return MAPPER.readTree(key.substring(2)).properties().stream()
                        .allMatch(part -> part.getValue().equals(item.get(part.getKey())));
            }
            return key.startsWith("v:") && MAPPER.readTree(key.substring(2)).equals(item);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("managedFields hold a key that is no JSON: " + key, e);
        }
    }
}
