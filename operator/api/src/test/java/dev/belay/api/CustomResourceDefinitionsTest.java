package dev.belay.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's CRDs are made from the records and must not drift from them. {@code ./belay generate} (which sets
 * {@code -Dbelay.generate=true}) writes them anew.
 */
class CustomResourceDefinitionsTest {
    private static final Path COMMITTED =
            Path.of(System.getProperty("belay.root")).resolve("charts/belay/crds");
    private static final Path REFERENCE =
            Path.of(System.getProperty("belay.root")).resolve("docs/crds.md");
    private static final List<Class<? extends Resource<?, ?>>> KINDS =
            List.of(BackupPolicy.class, Backup.class, Restore.class, Migration.class);
    private static final List<String> COLUMNS = List.of(
            "READY",
            "HEALTH",
            "PAUSED",
            "POLICY",
            "BACKUP",
            "TIER",
            "DATABASE",
            "PHASE",
            "PROGRESS",
            "ROWS",
            "END",
            "STEP",
            "ID",
            "STORED",
            "COMPLETED",
            "LAST SUCCESS",
            "NEXT",
            "RPO",
            "RTO",
            "BACKED UP",
            "RESTORABLE",
            "AGE");

    @Test
    void theChartHoldsWhatTheRecordsSay(@TempDir Path generated) throws IOException {
        generate(generated);
        if (Boolean.getBoolean("belay.generate")) {
            copy(generated, COMMITTED);
        }
        for (var kind : KINDS) {
            var file = file(kind);
            assertThat(COMMITTED.resolve(file))
                    .as("charts/belay/crds/%s has drifted from the records: run ./belay generate and commit it", file)
                    .hasSameTextualContentAs(generated.resolve(file));
        }
    }

    @Test
    void theReferenceHoldsWhatTheDefinitionsSay(@TempDir Path generated) throws IOException {
        generate(generated);
        var definitions = new ArrayList<CustomResourceDefinition>();
        for (var kind : KINDS) {
            definitions.add(Serialization.unmarshal(
                    Files.readString(generated.resolve(file(kind))), CustomResourceDefinition.class));
        }
        var reference = CrdReference.of(definitions);
        if (Boolean.getBoolean("belay.generate")) {
            Files.writeString(REFERENCE, reference);
        }
        assertThat(REFERENCE)
                .as("docs/crds.md has drifted from the records: run ./belay generate and commit it")
                .hasContent(reference);
    }

    /** Of Kubernetes' own types, Kubernetes tells. */
    @Test
    void everyFieldOfOursIsDescribed() {
        assertThat(REFERENCE).content().doesNotContainPattern("(?m)^\\| \\*{0,2}`[^`]*`\\*{0,2} \\| [^|]* \\|  ?\\|$");
    }

    private static String file(Class<? extends Resource<?, ?>> kind) {
        return HasMetadata.getFullResourceName(kind) + "-v1.yml";
    }

    /** The list is keyed by the rule: server-side apply refuses a definition that has one twice. */
    @Test
    void noRuleStandsTwiceAtOnePlace() throws IOException {
        try (Stream<Path> files = Files.list(COMMITTED)) {
            for (var file : files.toList()) {
                var definition = Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
                for (var served : definition.getSpec().getVersions()) {
                    rulesAreUnique(served.getSchema().getOpenAPIV3Schema());
                }
            }
        }
    }

    private static void rulesAreUnique(JSONSchemaProps schema) {
        assertThat(schema.getXKubernetesValidations())
                .extracting(ValidationRule::getRule)
                .doesNotHaveDuplicates();
        schema.getProperties().values().forEach(CustomResourceDefinitionsTest::rulesAreUnique);
        if (schema.getItems() != null) {
            rulesAreUnique(schema.getItems().getSchema());
        }
    }

    private static void generate(Path directory) {
        new CRDGenerator()
                .inOutputDir(directory.toFile())
                .customResourceClasses(BackupPolicy.class, Backup.class, Restore.class, Migration.class)
                .withPostProcessor(new Finish())
                .generate();
    }

    /**
     * The generator knows no categories and no keyed lists, sorts the columns by path and takes an object without a
     * spec. Conditions are keyed by type, so that several writers can each own theirs by server-side apply.
     */
    private static final class Finish implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata resource, String version) {
            var spec = ((CustomResourceDefinition) resource).getSpec();
            spec.getNames().setCategories(List.of(ApiVersion.CATEGORY));
            for (var served : spec.getVersions()) {
                var schema = served.getSchema().getOpenAPIV3Schema();
                schema.setRequired(List.of("spec"));
                describe(spec.getNames().getKind(), schema);
                var conditions =
                        schema.getProperties().get("status").getProperties().get("conditions");
                conditions.setXKubernetesListType("map");
                conditions.setXKubernetesListMapKeys(List.of("type"));
                conditions
                        .getItems()
                        .getSchema()
                        .setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
                served.getAdditionalPrinterColumns().sort(Comparator.comparingInt(column -> place(column.getName())));
            }
            return resource;
        }

        private static int place(String column) {
            assertThat(COLUMNS).contains(column);
            return COLUMNS.indexOf(column);
        }

        private static void describe(String kind, JSONSchemaProps schema) {
            var type = KINDS.stream()
                    .filter(one -> one.getSimpleName().equals(kind))
                    .findFirst()
                    .orElseThrow();
            var arguments = ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments();
            RecordWords.describe((Class<?>) arguments[0], schema.getProperties().get("spec"));
            RecordWords.describe((Class<?>) arguments[1], schema.getProperties().get("status"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (var file : files.toList()) {
                Files.writeString(to.resolve(file.getFileName().toString()), Files.readString(file));
            }
        }
    }
}
