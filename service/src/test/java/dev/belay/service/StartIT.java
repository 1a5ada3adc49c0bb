package dev.belay.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void explainsItselfInsteadOfStarting() {
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of(), "--help")) {
            assertThat(service.exitCode()).isZero();
            assertThat(service.log()).contains("BELAY_CONFIG", "BELAY_PORT", "docs/service.md");
        }
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of(), "--version")) {
            assertThat(service.exitCode()).isZero();
            assertThat(service.log()).startsWith("belay-service ").hasLineCount(1);
        }
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of(), "8081")) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.log()).contains("8081").hasLineCount(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state: {} | BELAY_CONFIG | /nowhere/service.yml | BELAY_CONFIG names no file that can be read: /nowhere/service.yml",
                "'topics: [' | | | .yml, line 1",
                "state: {} | BELAY_PORT | abc | BELAY_PORT is no port",
                "proxi: {open: true} | | | .yml: proxi is not a known field",
            })
    void aWrongConfigurationEndsWithTwoAndOneLine(String yaml, String variable, String value, String line) {
        Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, value);
        try (ServiceProcess service = new ServiceProcess(folder, yaml, environment)) {
            assertThat(service.exitCode()).isEqualTo(2);
            assertThat(service.log())
                    .contains("The configuration is wrong: ")
                    .contains(line)
                    .containsOnlyOnce("ERROR")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBusyPortIsSaidInALine() throws IOException {
        try (ServerSocket busy = new ServerSocket(0)) {
            String port = Integer.toString(busy.getLocalPort());
            try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of("BELAY_PORT", port))) {
                assertThat(service.exitCode()).isEqualTo(1);
                assertThat(service.log())
                        .contains("Could not start: ")
                        .contains(port)
                        .containsOnlyOnce("ERROR")
                        .doesNotContain("\tat ");
            }
        }
    }

    @Test
    void saysWhereItListens() {
        try (ServiceProcess service = new ServiceProcess(folder, state(), Map.of())) {
            assertThat(service.started().log()).contains("Listens on all addresses, port ");
        }
        String local = state() + "\nmicronaut: {server: {host: 127.0.0.1}}";
        try (ServiceProcess service = new ServiceProcess(folder, local, Map.of())) {
            assertThat(service.started().log()).contains("Listens on 127.0.0.1, port ");
        }
    }

    @Test
    void keepsItsStateUnderHome() {
        Map<String, String> home = Map.of("HOME", folder.toString(), "XDG_STATE_HOME", "");
        try (ServiceProcess service = new ServiceProcess(folder, "state: {}", home)) {
            service.started();
            assertThat(folder.resolve(".local/state/belay/admin-token")).isRegularFile();
        }
    }

    private String state() {
        return "state: {dir: \"" + folder.resolve("state") + "\"}";
    }
}
