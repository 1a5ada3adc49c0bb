package dev.belay.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Writes the definitions as a page for people: every field with its type, its limits and its meaning. */
final class CrdReference {
    private final StringBuilder page = new StringBuilder();

    private CrdReference() {}

    static String of(List<CustomResourceDefinition> definitions) {
        var reference = new CrdReference();
        reference.page.append("""
                # The custom resources, field by field

                Generated from the records in `operator/api` by `./belay generate`; `kubectl explain` tells the same. Required
                fields are **bold**. [Examples](examples) of each kind.
                """);
        definitions.forEach(reference::kind);
        return reference.page.toString();
    }

    private void kind(CustomResourceDefinition definition) {
        var names = definition.getSpec().getNames();
        var version = definition.getSpec().getVersions().getFirst();
        page.append("\n## ")
                .append(names.getKind())
                .append("\n\n`apiVersion: ")
                .append(definition.getSpec().getGroup())
                .append('/')
                .append(version.getName())
                .append("`; `kubectl get ")
                .append(names.getPlural())
                .append(names.getShortNames().stream()
                        .map(name -> "` or `" + name)
                        .collect(Collectors.joining()))
                .append("`; columns ")
                .append(columns(version))
                .append(".\n");
        var fields = version.getSchema().getOpenAPIV3Schema().getProperties();
        object("spec", Objects.requireNonNull(fields.get("spec")));
        object("status", Objects.requireNonNull(fields.get("status")));
    }

    private static String columns(CustomResourceDefinitionVersion version) {
        return version.getAdditionalPrinterColumns().stream()
                .map(CustomResourceColumnDefinition::getName)
                .collect(Collectors.joining(", "));
    }

    private void object(String path, JSONSchemaProps schema) {
        page.append("\n### `").append(path).append("`\n\n");
        for (var rule : schema.getXKubernetesValidations()) {
            page.append("- ").append(rule.getMessage()).append('\n');
        }
        if (!schema.getXKubernetesValidations().isEmpty()) {
            page.append('\n');
        }
        page.append("| Field | Type | Meaning |\n|---|---|---|\n");
        schema.getProperties().forEach((name, field) -> page.append("| ")
                .append(schema.getRequired().contains(name) ? "**`" + name + "`**" : "`" + name + "`")
                .append(" | ")
                .append(type(field))
                .append(" | ")
                .append(meaning(field))
                .append(" |\n"));
        schema.getProperties().forEach((name, field) -> {
            if (isOurs(field)) {
                object(path + "." + name, field);
            } else if (isList(field) && isOurs(field.getItems().getSchema())) {
                object(path + "." + name + "[]", field.getItems().getSchema());
            }
        });
    }

    private static boolean isList(JSONSchemaProps field) {
        return field.getItems() != null && field.getItems().getSchema() != null;
    }

    /** Kubernetes' own types bring no descriptions, and are told elsewhere. */
    private static boolean isOurs(JSONSchemaProps field) {
        return field.getProperties().values().stream().anyMatch(inner -> inner.getDescription() != null);
    }

    private static String type(JSONSchemaProps field) {
        if (isList(field)) {
            return "list: " + type(field.getItems().getSchema());
        }
        if (!field.getEnum().isEmpty()) {
            return field.getEnum().stream()
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        if ("object".equals(field.getType())
                && !isOurs(field)
                && !field.getProperties().isEmpty()) {
            return "object, as in Kubernetes";
        }
        return field.getAdditionalProperties() != null
                ? "map"
                : Objects.requireNonNullElse(field.getType(), "integer or string");
    }

    private static String meaning(JSONSchemaProps field) {
        var parts = new ArrayList<String>();
        if (field.getDescription() != null) {
            parts.add(field.getDescription().replace("|", "\\|"));
        }
        if (field.getMinimum() != null) {
            parts.add("At least " + field.getMinimum().longValue() + ".");
        }
        if (field.getMaximum() != null) {
            parts.add("At most " + field.getMaximum().longValue() + ".");
        }
        if (field.getMaxItems() != null) {
            parts.add("At most " + field.getMaxItems() + ".");
        }
        if (field.getMaxLength() != null) {
            parts.add("At most " + field.getMaxLength() + " characters.");
        }
        if (field.getPattern() != null) {
            parts.add("Pattern: `" + field.getPattern().replace("|", "\\|") + "`.");
        }
        field.getXKubernetesValidations().stream()
                .filter(rule -> !isOurs(field))
                .forEach(rule -> parts.add(rule.getMessage() + "."));
        return String.join(" ", parts);
    }
}
