package dev.belay.agent.cli;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.backup.Manifest;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "show", description = "Shows what is known of a backup.")
final class ShowCommand extends PolicyTask {
    @Mixin
    BackupChoice which = new BackupChoice();

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, _) -> {
            var manifest = which.find(policy, catalog).manifest();
            return Outcome.done(manifest, text(manifest));
        });
    }

    private static String text(Manifest m) {
        var text = new StringBuilder();
        line(text, "backup", m.id());
        line(text, "policy", m.policy() + (m.tier() == null ? "" : ", tier " + m.tier()));
        line(text, "content of", m.startedAt());
        line(text, "safe at", m.completedAt());
        line(
                text,
                "database",
                m.database().name() + ", PostgreSQL "
                        + Objects.requireNonNullElse(m.database().serverVersion(), "of unknown version"));
        if (m.database().schemaVersion() != null) {
            line(text, "schema", m.database().schemaVersion());
        }
        line(
                text,
                "dump",
                Sizes.text(m.plain().bytes()) + ", sha256 " + m.plain().sha256());
        line(
                text,
                "stored",
                Sizes.text(m.stored().bytes()) + ", sha256 " + m.stored().sha256());
        line(
                text,
                "globals",
                m.globals() == null
                        ? "none: roles and tablespaces were not to be had"
                        : "roles and tablespaces, "
                                + Sizes.text(m.globals().plain().bytes()));
        line(
                text,
                "encryption",
                m.encryption().kind() + " " + String.join(" ", m.encryption().recipients()));
        if (m.tables() == null) {
            line(text, "rows", "unknown");
        } else {
            line(text, "rows", m.rows() + " in " + Sizes.count(m.tableCount(), "table"));
            for (TableRows table : m.tables()) {
                line(text, "", "%12d  %s.%s".formatted(table.rows(), table.schema(), table.name()));
            }
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-11s %s%n".formatted(name, value));
    }
}
