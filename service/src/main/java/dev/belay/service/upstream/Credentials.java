package dev.belay.service.upstream;

import dev.belay.service.config.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Providers' tokens, from their files, and what came of using them. A token goes into a header and nowhere else. */
@Singleton
public final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    // Kubernetes swaps a mounted Secret at any time: a token is read again after this.
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();
    private final Map<String, Refusal> refused = new ConcurrentHashMap<>();

    Credentials(Clock clock) {
        this.clock = clock;
    }

    /** The value of the Authorization header, where the provider has a credential that can be read. */
    public Optional<String> authorization(Provider provider) {
        Path file = provider.credentialFile();
        return file == null
                ? Optional.empty()
                : Optional.ofNullable(token(file)).map(token -> "Bearer " + token);
    }

    /** Why the provider's credential is of no use now: unreadable, or refused by the last answer. */
    public Optional<String> trouble(Provider provider) {
        Path file = provider.credentialFile();
        if (file != null && token(file) == null) {
            return Optional.of("credential file cannot be read");
        }
        return Optional.ofNullable(refused.get(provider.name()))
                .map(refusal -> "refused with " + refusal.status() + " at " + refusal.at());
    }

    /** Every answer of a provider passes here: 401 and 403 refuse its credential, another clears that. */
    public void answered(Provider provider, int status) {
        if (status == 401 || status == 403) {
            refused.put(provider.name(), new Refusal(status, clock.instant()));
        } else if (status < 400) {
            refused.remove(provider.name());
        }
    }

    private @Nullable String token(Path file) {
        Instant now = clock.instant();
        Read known = read.get(file);
        if (known != null && now.isBefore(known.at().plus(FRESH))) {
            return known.token();
        }
        Read fresh = new Read(load(file), now);
        read.put(file, fresh);
        return fresh.token();
    }

    private static @Nullable String load(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            LOG.warn("A provider's credential cannot be read: {}", file);
            return null;
        }
    }

    private record Refusal(int status, Instant at) {}

    private record Read(@Nullable String token, Instant at) {}
}
