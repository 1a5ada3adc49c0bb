package dev.belay.controller.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

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
        return owned(live, manager).map(owned -> digest(prune(MAPPER.valueToTree(live), owned)));
    }

    /** The same for equal trees, in whichever order their fields are. */
    private static String digest(JsonNode tree) {
        var text = new StringBuilder();
        write(tree, text);
        return Names.hash(text.toString(), DIGITS);
    }

    /** Not as JSON, which costs a tenth of all work of a start: a text is told by its length. */
    private static void write(JsonNode tree, StringBuilder to) {
        if (tree.isObject()) {
            to.append('{');
            var fields = new ArrayList<>(tree.properties());
            fields.sort(Map.Entry.comparingByKey());
            for (var field : fields) {
                write(field.getKey(), to);
                write(field.getValue(), to);
            }
            to.append('}');
        } else if (tree.isArray()) {
            to.append('[');
            tree.forEach(item -> write(item, to));
            to.append(']');
        } else if (tree.isTextual()) {
            write(tree.textValue(), to);
        } else {
            to.append(tree.asText()).append(','); // a number, a truth or null
        }
    }

    private static void write(String text, StringBuilder to) {
        to.append(text.length()).append(':').append(text);
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

    private static JsonNode prune(JsonNode live, Map<String, ?> fields) {
        if (fields.isEmpty()) {
            return live; // a leaf: owned as a whole
        }
        if (live.isObject()) {
            return pruneObject(live, fields);
        }
        return live.isArray() ? pruneList(live, fields) : live;
    }

    private static JsonNode pruneObject(JsonNode live, Map<String, ?> fields) {
        var kept = JsonNodeFactory.instance.objectNode();
        fields.forEach((key, below) -> {
            var value = key.startsWith("f:") ? live.get(key.substring(2)) : null;
            if (value != null) {
                kept.set(key.substring(2), prune(value, below(below)));
            }
        });
        return kept;
    }

    private static JsonNode pruneList(JsonNode live, Map<String, ?> fields) {
        var kept = new TreeMap<Integer, JsonNode>();
        fields.forEach((key, below) -> {
            var is = item(key);
            for (var at = 0; at < live.size(); at++) {
                if (is.test(live.get(at))) {
                    kept.put(at, prune(live.get(at), below(below)));
                }
            }
        });
        return JsonNodeFactory.instance.arrayNode().addAll(kept.values());
    }

    /** The format knows nothing else below a field than fields. */
    @SuppressWarnings("unchecked")
    private static Map<String, ?> below(Object fields) {
        return (Map<String, ?>) fields;
    }

    /** Which items of a list a key of the format means: those with such fields, or with such a value. */
    private static Predicate<JsonNode> item(String key) {
        try {
            if (key.startsWith("k:")) {
                var parts = MAPPER.readTree(key.substring(2)).properties();
                return item -> parts.stream().allMatch(part -> part.getValue().equals(item.get(part.getKey())));
            }
            return key.startsWith("v:") ? MAPPER.readTree(key.substring(2))::equals : any -> false;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("managedFields hold a key that is no JSON: " + key, e);
        }
    }
}
