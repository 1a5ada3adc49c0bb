package dev.belay.controller.pause;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Label selectors, as Kubernetes reads them: all of it must hold, and an empty one selects everything. */
final class Selectors {
    private Selectors() {}

    static boolean matches(LabelSelector selector, @Nullable Map<String, String> found) {
        Map<String, String> labels = Objects.requireNonNullElse(found, Map.of());
        var pairs = Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of());
        var rules = Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of());
        return pairs.entrySet().stream().allMatch(pair -> pair.getValue().equals(labels.get(pair.getKey())))
                && rules.stream().allMatch(rule -> holds(rule, labels));
    }

    private static boolean holds(LabelSelectorRequirement rule, Map<String, String> labels) {
        var value = labels.get(rule.getKey());
        return switch (rule.getOperator()) {
            case "In" -> value != null && rule.getValues().contains(value);
            case "NotIn" -> value == null || !rule.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
