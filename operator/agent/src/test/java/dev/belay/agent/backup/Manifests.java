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
        var draft = new ManifestDraft(
                id,
                "shop",
                startedAt,
                new Manifest.Source(database, "17.6", "42", null, null, null),
                new Manifest.EncryptedTo("age", List.of("age1x")));
        draft.tier = tier;
        draft.tools = new Manifest.Tools("0.1.0", "17.6", "1.16");
        draft.plain = content;
        draft.stored = content;
        draft.tables = List.of(new TableRows("public", "orders", 3, false));
        draft.timings = new Manifest.Timings(1, 2);
        return draft.manifest();
    }

    /** With roles and tablespaces. */
    static Manifest with(Manifest manifest, Manifest.Globals globals) {
        var draft = ManifestDraft.of(manifest);
        draft.globals = globals;
        return draft.manifest();
    }
}
