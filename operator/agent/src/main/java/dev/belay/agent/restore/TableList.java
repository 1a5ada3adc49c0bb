package dev.belay.agent.restore;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.backup.BackupContent;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.postgres.ChildProcess;
import dev.belay.agent.postgres.Programs;
import dev.belay.agent.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The tables that were asked for, found in a backup: what pg_restore is to take of it, and which rows must come back. */
final class TableList {
    private final TableSelection selection;

    private TableList(TableSelection selection) {
        this.selection = selection;
    }

    /**
     * Finds them.
     *
     * @param names as {@code schema.table}, written as PostgreSQL stores them, without quotes
     * @throws AgentException {@link Reason#PolicyInvalid} if one is not in the backup
     */
    static TableList find(BackupContent content, Decryption decryption, List<String> names, Progress progress) {
        var entries = ArchiveEntry.parse(listing(content, decryption));
        var asked = new HashSet<Integer>();
        for (var name : names) {
            var found = entries.stream().filter(entry -> isCalled(entry, name)).findFirst();
            asked.add(found.orElseThrow(() -> unknown(name, entries)).id());
        }
        var selection = new TableSelection(entries, asked);
        if (!selection.leftOut().isEmpty()) {
            progress.warn("left out, for it leads to tables that were not asked for: "
                    + String.join("; ", selection.leftOut()));
        }
        return new TableList(selection);
    }

    /** What pg_restore reads by {@code --use-list}. */
    byte[] useList() {
        return selection.taken().stream()
                .map(entry -> entry.id() + ";\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Those of a backup's tables whose rows come back. */
    List<TableRows> of(List<TableRows> tables) {
        var chosen = selection.taken().stream().filter(selection::isAsked).toList();
        return tables.stream()
                .filter(t -> chosen.stream().anyMatch(entry -> entry.isTable(t.schema(), t.name())))
                .toList();
    }

    private static boolean isCalled(ArchiveEntry entry, String name) {
        var dot = name.indexOf('.');
        return dot > 0 && entry.isTable(name.substring(0, dot), name.substring(dot + 1));
    }

    private static AgentException unknown(String name, List<ArchiveEntry> entries) {
        var there = entries.stream()
                .filter(entry -> entry.is("TABLE"))
                .map(entry -> entry.text().substring("TABLE ".length()).strip())
                .collect(Collectors.joining("; "));
        return new AgentException(
                Reason.PolicyInvalid,
                "--only-table: the backup has no table " + name + "; it has (schema, table, owner) " + there);
    }

    /** Of the backup no more is read than pg_restore needs to tell; the digests are compared when it is restored. */
    private static List<String> listing(BackupContent content, Decryption decryption) {
        var command = List.of(Programs.find("pg_restore").toString(), "--list", "--verbose");
        try (var listing = ChildProcess.start(command, Map.of())) {
            var lines = CompletableFuture.supplyAsync(() -> lines(listing), Thread::startVirtualThread);
            try {
                content.read(decryption, (bytes, length) -> {
                    listing.input().write(bytes, 0, length);
                    listing.input().flush();
                });
            } catch (UncheckedIOException e) {
                return lines.join(); // it has read all that it needs
            }
            listing.input().close();
            return lines.join();
        } catch (IOException e) {
            throw new AgentException(Reason.Internal, "pg_restore cannot be told the end: " + e.getMessage(), e);
        }
    }

    private static List<String> lines(ChildProcess listing) {
        try (var reader = listing.output()) {
            return new ArrayList<>(new String(reader.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
