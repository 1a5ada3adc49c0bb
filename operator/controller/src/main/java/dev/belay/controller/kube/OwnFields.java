package dev.belay.controller.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private OwnFields() {}

    /** Whether applying {@code desired} as {@code manager} would change nothing. */
    public static boolean match(HasMetadata live, HasMetadata desired, String manager) {
        var owned = owned(live, manager);
        return owned.isPresent()
                && wanted(desired).equals(prune(MAPPER.valueToTree(live), MAPPER.valueToTree(owned.get())));
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
