package dev.belay.service.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** The file that {@code BELAY_CONFIG} names, looked at before Micronaut reads it: it says less of what is wrong. */
public final class ConfigurationFile {
    private static final Set<String> OURS =
            Set.of("providers", "topics", "datasource", "preflight", "admin", "state", "proxy", "health", "jobs");

    /** What Micronaut and its modules here read. */
    private static final Set<String> MICRONAUT = Set.of(
            "micronaut",
            "logger",
            "jackson",
            "netty",
            "endpoints",
            "datasources",
            "flyway",
            "kubernetes",
            "executors",
            "info");

    private ConfigurationFile() {}

    /**
     * Looks at its form and its top-level fields.
     *
     * @throws InvalidConfiguration when it cannot be read, is no YAML, or has a top-level field that nobody reads
     */
    public static void check(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InvalidConfiguration("BELAY_CONFIG names no file that can be read: " + file);
        }
        if (!file.toString().matches(".*\\.(yml|yaml|json)")) {
            throw new InvalidConfiguration("BELAY_CONFIG names no file that ends in .yml, .yaml or .json: " + file);
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
                checkFields(file, document);
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new InvalidConfiguration(file + ", line " + line + ": " + firstLine(e.getProblem()));
        } catch (YAMLException | IOException e) {
            throw new InvalidConfiguration(file + " is no YAML in UTF-8: " + firstLine(e.getMessage()));
        }
    }

    private static void checkFields(Path file, Object document) {
        if (document == null) {
            return;
        }
        if (!(document instanceof Map<?, ?> fields)) {
            throw new InvalidConfiguration(file + " is no map of fields");
        }
        for (Object field : fields.keySet()) {
            // A field may be written with its path: micronaut.server.port.
            String root = String.valueOf(field).split("[.\\[]", 2)[0];
            if (!OURS.contains(root) && !MICRONAUT.contains(root)) {
                throw new InvalidConfiguration(file + ": " + field + " is not a known field; there are "
                        + Stream.concat(OURS.stream(), Stream.of("micronaut", "logger"))
                                .sorted()
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private static String firstLine(@Nullable String text) {
        return String.valueOf(text).lines().findFirst().orElse("");
    }
}
