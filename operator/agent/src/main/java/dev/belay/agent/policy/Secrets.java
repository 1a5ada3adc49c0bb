package dev.belay.agent.policy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that a policy names: one folder a secret, one file a key. Each is read only when it is needed, so that a
 * Job that only writes backups need not be given what opens them.
 */
public final class Secrets {
    /** Shorter values are not cut out of messages: they would match everywhere, and protect nothing. */
    private static final int SHORTEST_REDACTED = 4;

    private static final Pattern LINE_END = Pattern.compile("\\R\\z");

    private final @Nullable Path directory;
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    /** @param directory what {@code --secrets} named; null where it was left out */
    public Secrets(@Nullable Path directory) {
        this.directory = directory;
    }

    /**
     * The value of a secret's key, without the line end that editors leave.
     *
     * @throws AgentException {@link Reason#SecretMissing}, naming the file that should be there; {@link Reason#PolicyInvalid}
     *     if there is no folder to look in
     */
    public String secret(SecretRef secret, String key) {
        var value = text(secret, key);
        hide(value);
        return value;
    }

    /** From now on {@link #redact} cuts this out, too. */
    public void hide(String value) {
        if (value.length() >= SHORTEST_REDACTED) {
            read.add(value);
        }
    }

    /** Like {@link #secret}, for what need not be hidden, such as a user name. */
    public String text(SecretRef secret, String key) {
        return text(
                file(secret, key),
                "put the " + key + " there (on Kubernetes: the key " + key + " of the Secret " + secret.secretName()
                        + " in the policy's namespace)");
    }

    /** A secret in a file that the policy does not name; it is hidden, too. */
    public String secretIn(Path file) {
        var value = text(file, "name the file that holds it");
        hide(value);
        return value;
    }

    private static String text(Path file, String advice) {
        try {
            var value = LINE_END.matcher(Files.readString(file)).replaceFirst("");
            if (value.isEmpty()) {
                throw missing("the secret file " + file + " is empty", null);
            }
            return value;
        } catch (NoSuchFileException e) {
            throw missing("there is no secret file " + file + "; " + advice, e);
        } catch (IOException e) {
            throw missing("cannot read the secret file " + file + ": " + e, e);
        }
    }

    /** Whether a key's file is there. */
    public boolean has(SecretRef secret, String key) {
        return directory != null && Files.isRegularFile(file(secret, key));
    }

    /** Where a key's file is, or should be. */
    public Path file(SecretRef secret, String key) {
        if (directory == null) {
            throw new AgentException(
                    Reason.PolicyInvalid,
                    "the policy needs the secret " + secret.secretName() + "; name the folder that holds it with"
                            + " --secrets DIR");
        }
        return directory.resolve(secret.secretName()).resolve(key);
    }

    /** A text without any secret that was read so far. */
    public String redact(String text) {
        var clean = text;
        for (var value : read.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            clean = clean.replace(value, "•••");
        }
        return clean;
    }

    private static AgentException missing(String message, @Nullable Exception cause) {
        return new AgentException(Reason.SecretMissing, message, cause);
    }
}
