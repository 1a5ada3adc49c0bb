package dev.belay.service.config;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Reads {@code providers} and {@code topics} at start-up: a wrong file stops the start with the place of the mistake. */
@Factory
final class SettingsFactory {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final String PORT = "micronaut.server.port";
    private static final int MAX_PORT = 65_535;
    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Context
    Settings settings(Environment environment) {
        checkPort(environment);
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (Fields fields : list(environment, "providers")) {
            Provider provider = provider(fields);
            if (providers.putIfAbsent(provider.name(), provider) != null) {
                throw fields.wrong("name", "is there twice: " + provider.name());
            }
        }
        Map<String, Topic> topics = new LinkedHashMap<>();
        for (Fields fields : list(environment, "topics")) {
            Topic topic = topic(fields);
            if (!providers.containsKey(topic.provider())) {
                throw fields.wrong("provider", "names no provider: " + topic.provider());
            }
            if (topics.putIfAbsent(topic.name(), topic) != null) {
                throw fields.wrong("name", "is there twice: " + topic.name());
            }
        }
        return new Settings(Collections.unmodifiableMap(providers), Collections.unmodifiableMap(topics));
    }

    /** What Micronaut would say of it names neither the variable nor the field. */
    private static void checkPort(Environment environment) {
        String port = environment.getProperty(PORT, String.class).orElse("8080");
        if (!port.matches("-1|\\d{1,5}") || Integer.parseInt(port) > MAX_PORT) {
            String place = port.equals(System.getenv("BELAY_PORT")) ? "BELAY_PORT" : PORT;
            throw new InvalidConfiguration(place + " is no port from 0 to " + MAX_PORT + ": " + port);
        }
    }

    private static List<Fields> list(Environment environment, String key) {
        List<Fields> all = new ArrayList<>();
        for (Object item :
                environment.getProperty(key, Argument.listOf(Object.class)).orElse(List.of())) {
            String place = key + "[" + all.size() + "]";
            if (!(item instanceof Map<?, ?> map)) {
                throw new InvalidConfiguration(place + " is no map");
            }
            all.add(new Fields(place, map));
        }
        return all;
    }

    private static Provider provider(Fields fields) {
        String name = name(fields);
        URI baseUrl = baseUrl(fields);
        Duration timeout = fields.duration("timeout", CALL_TIMEOUT);
        String credentialFile = fields.text("credentialFile");
        String probePath = fields.text("probePath");
        Fields breaker = fields.nested("breaker");
        BreakerSettings defaults = BreakerSettings.DEFAULTS;
        BreakerSettings settings = new BreakerSettings(
                breaker.count("failures", defaults.failures()),
                breaker.duration("window", defaults.window()),
                breaker.duration("cooldown", defaults.cooldown()),
                breaker.count("probes", defaults.probes()),
                breaker.duration("maxRetryAfter", defaults.maxRetryAfter()));
        breaker.nothingElse();
        fields.nothingElse();
        return new Provider(
                name, baseUrl, timeout, credentialFile == null ? null : Path.of(credentialFile), probePath, settings);
    }

    private static Topic topic(Fields fields) {
        String method = fields.text("method");
        Topic topic = new Topic(
                name(fields),
                fields.required("provider"),
                fields.required("path"),
                method == null ? "POST" : method.toUpperCase(Locale.ROOT),
                fields.flag("mutating", true),
                fields.count("concurrency", 4),
                fields.count("maxAttempts", 5));
        if (!METHODS.contains(topic.method())) {
            throw fields.wrong(
                    "method",
                    "is none of " + String.join(", ", METHODS.stream().sorted().toList()));
        }
        fields.nothingElse();
        return topic;
    }

    private static String name(Fields fields) {
        String name = fields.required("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
            throw fields.wrong("name", "may hold letters, digits, '.', '_' and '-', and at most 63 of them");
        }
        return name;
    }

    private static URI baseUrl(Fields fields) {
        String text = fields.required("baseUrl");
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw fields.wrong("baseUrl", "is no URL");
        }
        throw fields.wrong("baseUrl", "is no http or https URL without user information and query");
    }
}
