package dev.belay.agent.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The version of the schema, from the table that Flyway or Alembic keeps of it, as its rows pass. */
final class SchemaVersion {
    private static final String FLYWAY = "flyway_schema_history";
    private static final String ALEMBIC = "alembic_version";
    /** Histories are small; of a longer one we say nothing. */
    private static final int LONGEST = 4 << 20;

    private @Nullable TocEntry table;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private @Nullable String version;

    @Nullable
    String version() {
        return version;
    }

    void tableStarts(TocEntry entry) {
        table = entry.tag().equals(FLYWAY) || entry.tag().equals(ALEMBIC) ? entry : null;
        content.reset();
    }

    void content(byte[] bytes, int from, int to) {
        if (table == null) {
            return;
        }
        if (content.size() + to - from > LONGEST) {
            table = null;
            return;
        }
        content.write(bytes, from, to - from);
    }

    void tableEnds() {
        if (table == null) {
            return;
        }
        var columns = columns(table.copy());
        var rows = content.toString(StandardCharsets.UTF_8)
                .lines()
                .takeWhile(line -> !line.equals("\\."))
                .map(line -> List.of(line.split("\t", -1)))
                .filter(row -> row.size() == columns.size())
                .toList();
        version = table.tag().equals(FLYWAY) ? flyway(columns, rows) : alembic(rows);
        table = null;
    }

    private static @Nullable String flyway(List<String> columns, List<List<String>> rows) {
        var rank = columns.indexOf("installed_rank");
        var number = columns.indexOf("version");
        var success = columns.indexOf("success");
        if (rank < 0 || number < 0 || success < 0) {
            return null;
        }
        var newest = rows.stream()
                .filter(row -> row.get(success).equals("t") && !row.get(number).equals("\\N"))
                .max((a, b) -> Long.compare(Long.parseLong(a.get(rank)), Long.parseLong(b.get(rank))));
        return newest.isEmpty() ? null : newest.get().get(number);
    }

    private static @Nullable String alembic(List<List<String>> rows) {
        return rows.isEmpty() ? null : rows.getFirst().getFirst();
    }

    /** From {@code COPY schema.table (a, b) FROM stdin;}. */
    private static List<String> columns(String copy) {
        var open = copy.indexOf('(');
        var close = copy.lastIndexOf(')');
        return open < 0 || close < open
                ? List.of()
                : Arrays.stream(copy.substring(open + 1, close).split(",", -1))
                        .map(column -> column.strip().replace("\"", ""))
                        .toList();
    }
}
