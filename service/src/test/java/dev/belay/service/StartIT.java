package dev.belay.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, and refusals to start, as a process of its own. */
class StartIT {
    @TempDir
    private Path folder;

    @Test
    void aClusterWhoseApiServerNeverAnswersDelaysNothing() {
        // 192.0.2.0/24 is for documentation: packets to it go nowhere.
        try (ServiceProcess service = new ServiceProcess(
                folder, state(), Map.of("KUBERNETES_SERVICE_HOST", "192.0.2.1", "KUBERNETES_SERVICE_PORT", "443"))) {
            service.started();
            assertThat(service.client().json("/health").path("status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void norDoesOneThatWasAskedFor() {
        try (ServiceProcess service = new ServiceProcess(
                folder, state(), Map.of("KUBERNETES_SERVICE_HOST", "192.0.2.1", "MICRONAUT_ENVIRONMENTS", "k8s"))) {
            service.started();
            assertThat(service.client().json("/health").path("status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void makesATokenOfItsOwnAndKeepsItToItself() throws IOException {
        Path token = folder.resolve("state/admin-token");
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of())) {
            service.started();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                    .isEqualTo("rw-------");
            assertThat(service.log())
                    .contains(token.toString())
                    .doesNotContain(Files.readString(token).strip());
        }
        String first = Files.readString(token);
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of())) {
            service.started();
            assertThat(Files.readString(token)).isEqualTo(first);
        }
    }

    @Test
    void aWrongConfigurationIsNamedInALine() {
        try (ServiceProcess service = new ServiceProcess(folder, "topics: [{name: a, path: /}]", Map.of())) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.log())
                    .contains("The configuration is wrong: topics[0].provider is missing")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void theUptimeIsTheProcess() {
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of())) {
            service.started();
            Matcher took = Pattern.compile("(\\d+) ms after the start").matcher(service.log());
            assertThat(took.find()).isTrue();
            assertThat(service.client().json("/health").path("uptime_seconds").asLong())
                    .isGreaterThanOrEqualTo(Long.parseLong(took.group(1)) / 1000);
        }
    }

    private String state() {
        return "state: {dir: \"" + folder.resolve("state") + "\"}";
    }
}
