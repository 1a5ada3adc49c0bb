package dev.belay.agent.backup;

import dev.belay.agent.archive.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Manifests for tests. */
final class Manifests {
    private Manifests() {}

    static Manifest of(@Nullable String tier, String startedAt) {
        return of(tier, startedAt, "20261121T083000Z-" + tier + "-" + Integer.toHexString(startedAt.hashCode()));
    }

    static Manifest of(@Nullable String tier, String startedAt, String id) {
        return of("shop", tier, startedAt, id, new Manifest.Content(10, "00"));
    }

    static Manifest of(String database, @Nullable String tier, String startedAt, String id, Manifest.Content content) {
        return new Manifest(
                Manifest.AS_MADE,
                id,
                "shop",
                tier,
                "logical",
                startedAt,
                startedAt,
                new Manifest.Source(database, "17.6", "42", null, null, null),
                new Manifest.Tools("0.1.0", "17.6", "1.16"),
                content,
                content,
                Manifest.ZSTD,
                new Manifest.EncryptedTo("age", List.of("age1x")),
                List.of(new TableRows("public", "orders", 3, false)),
                null,
                0,
                new Manifest.Timings(1, 2));
    }
}
