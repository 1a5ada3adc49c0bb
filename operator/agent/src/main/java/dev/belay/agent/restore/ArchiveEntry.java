package dev.belay.agent.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of an archive's contents as {@code pg_restore --list --verbose} tells it.
 *
 * @param id in the archive
 * @param text kind, schema, name and owner, with blanks between: names may hold blanks too
 * @param needs ids of what must be there before it
 */
record ArchiveEntry(int id, String text, Set<Integer> needs) {
    private static final Pattern ENTRY = Pattern.compile("(\\d+); \\d+ \\d+ (.*)");
    private static final String NEEDS = ";\tdepends on: ";

    static List<ArchiveEntry> parse(List<String> lines) {
        var entries = new ArrayList<ArchiveEntry>();
        for (var line : lines) {
            var entry = ENTRY.matcher(line);
            if (entry.matches()) {
                entries.add(new ArchiveEntry(Integer.parseInt(entry.group(1)), entry.group(2), Set.of()));
            } else if (line.startsWith(NEEDS) && !entries.isEmpty()) {
                var last = entries.removeLast();
                entries.add(new ArchiveEntry(last.id(), last.text(), ids(line.substring(NEEDS.length()))));
            }
        }
        return List.copyOf(entries);
    }

    private static Set<Integer> ids(String text) {
        return Pattern.compile("\\d+")
                .matcher(text)
                .results()
                .map(found -> Integer.parseInt(found.group()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it is of a kind, such as {@code TABLE DATA}. */
    boolean is(String kind) {
        return text.startsWith(kind + " ")
                && (!kind.equals("TABLE") || !(text.startsWith("TABLE DATA ") || text.startsWith("TABLE ATTACH ")));
    }

    boolean isOneOf(List<String> kinds) {
        return kinds.stream().anyMatch(this::is);
    }

    /** Whether it is the table of that schema and name. */
    boolean isTable(String schema, String name) {
        return is("TABLE") && text.startsWith("TABLE " + schema + " " + name + " ");
    }
}
