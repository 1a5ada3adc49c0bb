package dev.belay.service.health;

import dev.belay.service.config.Settings;
import dev.belay.service.upstream.Credentials;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Providers take our credentials. */
@Singleton
final class AuthCheck implements Check {
    private final Settings settings;
    private final Credentials credentials;

    AuthCheck(Settings settings, Credentials credentials) {
        this.settings = settings;
        this.credentials = credentials;
    }

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public Finding look() {
        String troubles = settings.providers().values().stream()
                .flatMap(provider ->
                        credentials.trouble(provider).map(trouble -> provider.name() + ": " + trouble).stream())
                .collect(Collectors.joining("; "));
        return troubles.isEmpty() ? Finding.UP : Finding.of(Status.DEGRADED, troubles);
    }
}
