package dev.belay.agent.status;

import dev.belay.agent.backup.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is saved.
 *
 * @param backups newest first
 * @param databases that are to be saved; null where the policy says all and nobody could be asked
 * @param unknown why not; null where they are known
 */
public record Saved(
        List<Manifest> backups,
        @Nullable List<String> databases,
        @Nullable String unknown) {
    /** Where they are known. */
    public static Saved of(List<Manifest> backups, List<String> databases) {
        return new Saved(backups, databases, null);
    }

    /** Where they are not. */
    public static Saved ofUnknown(List<Manifest> backups, String why) {
        return new Saved(backups, null, why);
    }

    /** Each that has a backup, with its newest. */
    private Map<String, Manifest> newest() {
        return backups.stream()
                .collect(Collectors.toMap(m -> m.database().name(), Function.identity(), (newer, older) -> newer));
    }

    List<String> never() {
        if (databases == null) {
            return List.of();
        }
        var saved = newest();
        return databases.stream().filter(d -> !saved.containsKey(d)).toList();
    }

    /** Of several databases that of the one which waits longest; where nobody knows them, the newest of all. */
    Optional<Manifest> success() {
        if (databases == null) {
            return backups.stream().findFirst();
        }
        var saved = newest();
        return saved.keySet().containsAll(databases)
                ? databases.stream()
                        .map(saved::get)
                        .filter(Objects::nonNull)
                        .min(Comparator.comparing(Manifest::startedAt))
                : Optional.empty();
    }
}
