package dev.belay.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFactoryTest {
    @Test
    void readsWhatIsThereAndFillsInTheRest() {
        Settings settings = read("""
                providers:
                  - {name: stripe, baseUrl: "https://api.stripe.com/v1/", credentialFile: /etc/token, timeout: 3s,
                     breaker: {failures: 2, cooldown: 500ms}}
                  - {name: other, baseUrl: "http://other"}
                topics:
                  - {name: payments, provider: stripe, path: charges}
                  - {name: reports, provider: stripe, path: /reports, mutating: false, concurrency: 1, maxAttempts: 9}
                """);
        Provider stripe = settings.provider("stripe").orElseThrow();
        assertThat(stripe.breaker())
                .isEqualTo(
                        new BreakerSettings(2, Duration.ofSeconds(30), Duration.ofMillis(500), 1, Duration.ofHours(1)));
        assertThat(stripe.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(stripe.credentialFile()).isEqualTo(Path.of("/etc/token"));
        assertThat(stripe.resolve("charges")).hasToString("https://api.stripe.com/v1/charges");
        assertThat(settings.provider("other").orElseThrow().breaker()).isEqualTo(BreakerSettings.DEFAULTS);
        assertThat(settings.topic("reports")).contains(new Topic("reports", "stripe", "/reports", "POST", false, 1, 9));
        assertThat(settings.pausedWith("stripe")).isEqualTo(List.of("payments"));
    }

    @Test
    void nothingIsFineToo() {
        assertThat(read("x: 1").providers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "providers: [{baseUrl: 'http://a'}] | providers[0].name is missing",
                "providers: [{name: a}] | providers[0].baseUrl is missing",
                "providers: [{name: a, baseUrl: 'ftp://a'}] | providers[0].baseUrl is no http or https URL",
                "providers: [{name: a, baseUrl: 'http://u:p@a'}] | without user information",
                "providers: [{name: a/b, baseUrl: 'http://a'}] | providers[0].name may hold",
                "providers: [{name: a, baseUrl: 'http://a', timeout: 3}] | providers[0].timeout is no duration",
                "providers: [{name: a, baseUrl: 'http://a', breaker: {failure: 3}}] | breaker.failure is not a known field",
                "providers: [{name: a, baseUrl: 'http://a', breaker: {failures: 0}}] | breaker.failures is no whole number",
                "providers: [{name: a, baseUrl: 'http://a'}, {name: a, baseUrl: 'http://b'}] | is there twice: a",
                "providers: [a] | providers[0] is no map",
                "topics: [{name: t, provider: nobody, path: /}] | topics[0].provider names no provider: nobody",
            })
    void saysWhereItIsWrong(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .hasStackTraceContaining(InvalidConfiguration.class.getName())
                .hasStackTraceContaining(message);
    }

    private static Settings read(String yaml) {
        PropertySource source;
        try {
            source = MapPropertySource.of(
                    "test",
                    new YamlPropertySourceLoader()
                            .read("test", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .propertySources(source)
                .environments("test")
                .build()) {
            context.getEnvironment().start();
            return new SettingsFactory().settings(context.getEnvironment());
        }
    }
}
