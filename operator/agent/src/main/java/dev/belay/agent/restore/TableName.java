package dev.belay.agent.restore;

import dev.belay.agent.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table's schema and name, as PostgreSQL stores them. */
record TableName(String schema, String name) {
    private static final String PART = "(\"(?:[^\"]++|\"\")++\"|[^\".]+)";
    private static final String PART_OF_COPY = "(\"(?:[^\"]++|\"\")++\"|[^\". ]+)";
    private static final Pattern QUALIFIED = Pattern.compile(PART + "\\." + PART, Pattern.DOTALL);
    private static final Pattern COPY =
            Pattern.compile("COPY " + PART_OF_COPY + "\\." + PART_OF_COPY + "( .*)", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    /** What SQL's quotes make of a text; empty for one that is not written so. */
    static Optional<TableName> quoted(String written) {
        var parts = QUALIFIED.matcher(written);
        return written.contains("\"") && parts.matches()
                ? Optional.of(new TableName(unquoted(parts.group(1)), unquoted(parts.group(2))))
                : Optional.empty();
    }

    /** The table that a statement of COPY as pg_dump writes it fills; empty for one that is not written so. */
    static Optional<TableName> filledBy(String copy) {
        var parts = COPY.matcher(copy);
        return parts.matches()
                ? Optional.of(new TableName(unquoted(parts.group(1)), unquoted(parts.group(2))))
                : Optional.empty();
    }

    /** Such a statement for rows that go into this table instead. */
    String filledInstead(String copy) {
        return COPY.matcher(copy).replaceFirst(parts -> Matcher.quoteReplacement("COPY " + sql() + parts.group(3)));
    }

    /** What a text without quotes may mean: each of its dots may be the one between schema and table. */
    static List<TableName> unquotedReadings(String written) {
        var readings = new ArrayList<TableName>();
        for (var dot = written.indexOf('.'); dot >= 0; dot = written.indexOf('.', dot + 1)) {
            readings.add(new TableName(written.substring(0, dot), written.substring(dot + 1)));
        }
        return List.copyOf(readings);
    }

    /** As SQL takes it where it stands without quotes. */
    TableName inLowerCase() {
        return new TableName(schema.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /** How many characters are between it and what somebody wrote; a wrong schema alone counts as one. */
    int distance(String written) {
        var last = written.substring(written.lastIndexOf('.') + 1);
        return Math.min(distance(written, schema + "." + name), 1 + distance(last.replace("\"", ""), name));
    }

    /** Levenshtein's, whatever the case. */
    private static int distance(String a, String b) {
        var from = a.toLowerCase(Locale.ROOT);
        var to = b.toLowerCase(Locale.ROOT);
        var row = new int[to.length() + 1];
        for (var j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (var i = 1; i <= from.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }

    /** As SQL takes it in any case. */
    String sql() {
        return Sql.identifier(schema) + "." + Sql.identifier(name);
    }

    /** For people, with quotes only where it needs them. */
    @Override
    public String toString() {
        return quotedPart(schema) + "." + quotedPart(name);
    }

    private static String unquoted(String part) {
        return part.startsWith("\"") ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : part;
    }

    private static String quotedPart(String part) {
        return PLAIN.matcher(part).matches() ? part : Sql.identifier(part);
    }
}
