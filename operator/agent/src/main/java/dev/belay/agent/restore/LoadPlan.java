package dev.belay.agent.restore;

import dev.belay.agent.archive.ArchiveEncoding;
import dev.belay.agent.archive.TocEntry;
import dev.belay.agent.restore.copy.CopyTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides, as the entries of an archive's contents pass, what is brought back when: definitions first, then the rows,
 * then large objects, then all the rest. That is pg_restore's own order: it makes tables before their rows, indexes and
 * constraints behind them, and gives rights away when all else is done, for they could be ours. Of the rest nothing is
 * kept in memory.
 */
final class LoadPlan implements Predicate<TocEntry>, AutoCloseable {
    /** What pg_restore leaves for its last passes, wherever it stands. */
    private static final Set<String> LAST = Set.of("ACL", "ACL LANGUAGE", "DEFAULT ACL", "EVENT TRIGGER");

    /** Large objects, and since PostgreSQL 17 what makes them. */
    private static final Set<String> LARGE_OBJECTS = Set.of("BLOBS", "BLOB METADATA");

    /** Stands behind the rows, needs none, and has an owner, as definitions have. */
    private static final String OWNED = "STATISTICS";

    private static final Pattern COPY = Pattern.compile("(COPY .* FROM stdin);\\s*", Pattern.DOTALL);
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    private final IntPredicate wanted;
    private final boolean withData;
    private final boolean schemasFirst;
    private final UseList schemas;
    private final UseList definitions;
    private final UseList largeObjects;
    private final UseList rest;
    private final Map<Integer, CopyTable> tables = new HashMap<>();
    private final Set<TableName> made = new HashSet<>();
    private final Set<LentRights.Owner> owners = new LinkedHashSet<>();
    private final Set<LentRights.Owner> ownersInDatabase = new LinkedHashSet<>();
    private TocEntry.Section section = TocEntry.Section.PRE_DATA;
    private String encoding = "";
    private boolean understood = true;

    /**
     * A plan without entries.
     *
     * @param wanted tells by its id whether an entry comes back
     * @param withData whether rows and large objects do
     * @param schemasFirst whether schemas have a list of their own, ahead of all other definitions
     * @param folder for its lists
     */
    LoadPlan(IntPredicate wanted, boolean withData, boolean schemasFirst, Path folder) {
        this.wanted = wanted;
        this.withData = withData;
        this.schemasFirst = schemasFirst;
        schemas = new UseList(folder);
        definitions = new UseList(folder);
        largeObjects = new UseList(folder);
        rest = new UseList(folder);
    }

    /** The next entry; true for those that data blocks refer to. */
    @Override
    public boolean test(TocEntry entry) {
        if (entry.section() != TocEntry.Section.NONE) {
            section = entry.section(); // what has none goes with what stands before it
        }
        if (entry.is("ENCODING")) {
            encoding = ArchiveEncoding.of(entry.definition()).name();
        }
        if (wanted.test(entry.dumpId())) {
            place(entry);
        }
        return entry.hasData();
    }

    private void place(TocEntry entry) {
        LentRights.Owner.inDatabase(entry).ifPresent(ownersInDatabase::add);
        if (entry.hasData() || LARGE_OBJECTS.contains(entry.kind())) {
            if (withData) {
                placeData(entry);
            }
        } else if ((section == TocEntry.Section.PRE_DATA && !LAST.contains(entry.kind())) || entry.is(OWNED)) {
            placeDefinition(entry);
        } else {
            rest.add(entry.dumpId());
        }
    }

    private void placeDefinition(TocEntry entry) {
        (schemasFirst && entry.is("SCHEMA") ? schemas : definitions).add(entry.dumpId());
        if (entry.is("TABLE")) {
            made.add(new TableName(entry.schema(), entry.tag()));
        }
        if (!entry.schema().isEmpty() && !entry.owner().isEmpty()) {
            owners.add(new LentRights.Owner(entry.owner(), entry.schema()));
        }
    }

    private void placeData(TocEntry entry) {
        if (LARGE_OBJECTS.contains(entry.kind())) {
            largeObjects.add(entry.dumpId());
            return;
        }
        var table = copyTable(entry);
        if (table == null) {
            understood = false;
        } else {
            tables.put(entry.dumpId(), table);
        }
    }

    private @Nullable CopyTable copyTable(TocEntry entry) {
        var copy = COPY.matcher(entry.copy());
        if (!entry.is("TABLE DATA") || !copy.matches() || encoding.isEmpty()) {
            return null;
        }
        var isOurs = encoding.equals("UTF8");
        if (!isOurs && !ASCII.matcher(copy.group(1)).matches()) {
            return null;
        }
        var table = new TableName(entry.schema(), entry.tag());
        var isFilledItself = TableName.filledBy(entry.copy()).equals(Optional.of(table));
        return new CopyTable(
                entry.schema() + "." + entry.tag(),
                copy.group(1),
                isOurs ? null : encoding,
                isFilledItself && made.contains(table) ? table.sql() : null);
    }

    /** Lets rows go by the parents of their partitions, which are named as SQL takes them. */
    void send(Map<String, TableName> parents) {
        tables.replaceAll((_, table) -> {
            var parent = table.own() == null ? null : parents.get(table.own());
            return parent == null ? table : table.by(parent.filledInstead(table.copy()));
        });
    }

    /** Whether all that has passed can be brought back this way; else pg_restore must do the whole. */
    boolean isUnderstood() {
        return understood;
    }

    /** Tables that the dump itself makes and fills, in SQL's words. */
    List<String> ownTables() {
        return tables.values().stream()
                .map(CopyTable::own)
                .filter(Objects::nonNull)
                .toList();
    }

    /** How the rows of an entry get into their table; null if they do not come back. */
    @Nullable
    CopyTable table(int dumpId) {
        return tables.get(dumpId);
    }

    /** Who owns something in which schema. */
    Set<LentRights.Owner> owners() {
        return owners;
    }

    /** Who owns something that lies in no schema. */
    Set<LentRights.Owner> ownersInDatabase() {
        return ownersInDatabase;
    }

    UseList schemas() {
        return schemas;
    }

    UseList definitions() {
        return definitions;
    }

    UseList largeObjects() {
        return largeObjects;
    }

    UseList rest() {
        return rest;
    }

    @Override
    public void close() {
        try (var _ = schemas;
                var _ = definitions;
                var _ = largeObjects;
                var _ = rest) {
            tables.clear();
        }
    }
}
