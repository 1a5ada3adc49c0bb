package dev.belay.agent.backup;

import dev.belay.agent.archive.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A manifest in the making: what is known of a backup by its name, not by its place among seventeen. */
final class ManifestDraft {
    private static final Manifest.Content NOTHING = new Manifest.Content(0, "");

    final String id;
    final String policy;
    final String startedAt;
    Manifest.Source database;
    Manifest.EncryptedTo encryption;

    int formatVersion = Manifest.AS_MADE;

    @Nullable
    String tier;

    String method = "logical";
    String completedAt;
    Manifest.Tools tools = Manifest.Tools.of(null);
    Manifest.Content plain = NOTHING;
    Manifest.Content stored = NOTHING;
    String compression = Manifest.ZSTD;

    @Nullable
    List<TableRows> tables;

    Manifest.@Nullable Globals globals;
    int wrap;
    Manifest.Timings timings = new Manifest.Timings(0, 0);

    /** @param startedAt the moment that the content is of, RFC 3339; until it is said, it is when it was safe, too */
    ManifestDraft(
            String id, String policy, String startedAt, Manifest.Source database, Manifest.EncryptedTo encryption) {
        this.id = id;
        this.policy = policy;
        this.startedAt = startedAt;
        this.completedAt = startedAt;
        this.database = database;
        this.encryption = encryption;
    }

    /** Another manifest of the same backup. */
    static ManifestDraft of(Manifest m) {
        var draft = new ManifestDraft(m.id(), m.policy(), m.startedAt(), m.database(), m.encryption());
        draft.formatVersion = m.formatVersion();
        draft.tier = m.tier();
        draft.method = m.method();
        draft.completedAt = m.completedAt();
        draft.tools = m.tools();
        draft.plain = m.plain();
        draft.stored = m.stored();
        draft.compression = m.compression();
        draft.tables = m.tables();
        draft.globals = m.globals();
        draft.wrap = m.wrap();
        draft.timings = m.timings();
        return draft;
    }

    Manifest manifest() {
        return new Manifest(
                formatVersion,
                id,
                policy,
                tier,
                method,
                startedAt,
                completedAt,
                database,
                tools,
                plain,
                stored,
                compression,
                encryption,
                tables,
                globals,
                wrap,
                timings);
    }
}
