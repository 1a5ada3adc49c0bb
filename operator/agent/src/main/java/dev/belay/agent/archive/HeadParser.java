package dev.belay.agent.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Parses the head of pg_dump's custom format, as {@code WriteHead} and {@code WriteToc} of PostgreSQL's
 * pg_backup_archiver.c write it: integers are a sign and then bytes, least first; texts are a length and then bytes.
 */
final class HeadParser {
    /** 1.14 is PostgreSQL 12 to 15, 1.15 is 16, 1.16 is 17 and 18. */
    private static final Set<String> KNOWN = Set.of("1.14", "1.15", "1.16");

    /** What a backup must know of its dump. Of all others, such as a large object's, nothing: there may be very many. */
    private static final Set<String> KEPT = Set.of("TABLE", "DATABASE");

    /** Kinds that say something of what the tag names, a database for example. */
    private static final Set<String> OF_OTHERS = Set.of("COMMENT", "ACL");

    private static final String ENCODING = "ENCODING";
    private static final int CUSTOM = 1;
    private static final int TIME_FIELDS = 7;
    /** More than any archive has: a count beyond it means that we have lost our place. */
    private static final int MOST_ENTRIES = 50_000_000;

    /** What stands before the entries. */
    private record Start(
            String version, String serverVersion, String dumpVersion, int intBytes, int offsetBytes, int count) {}

    private final Predicate<TocEntry> wanted;
    private final boolean wholly;
    private final HeadBytes bytes = new HeadBytes();
    private long before;
    private @Nullable Start start;
    private int seen;
    private final List<TocEntry> entries = new ArrayList<>();

    private HeadParser(Predicate<TocEntry> wanted, boolean wholly) {
        this.wanted = wanted;
        this.wholly = wholly;
    }

    /** Keeps the database, the tables and what has data, and of these no owner and no dependency. */
    static HeadParser ofData() {
        return new HeadParser(entry -> entry.hasData() || KEPT.contains(entry.kind()), false);
    }

    /** Keeps the entries that are wanted, with owner and dependencies. */
    static HeadParser of(Predicate<TocEntry> wanted) {
        return new HeadParser(wanted, true);
    }

    /**
     * Parses on from where the last call stopped: the bytes begin with what {@link #consumed} left of the former ones.
     *
     * @return empty if this is no archive, one of a version that we do not know, or one with compressed data
     * @throws HeadBytes.TooShort if more bytes are needed to tell
     */
    Optional<TableOfContents> parse(byte[] next, int length) throws HeadBytes.TooShort {
        bytes.begin(next, length);
        var whole = 0;
        try {
            if (start == null) {
                start = start();
                if (start == null) {
                    return Optional.empty();
                }
                whole = bytes.at();
            }
            for (; seen < start.count(); seen++) {
                var entry = entry(start.version().equals("1.16"));
                bytes.skip(1 + start.offsetBytes()); // where the data lies: unknown in a stream
                if (wanted.test(entry)) {
                    entries.add(entry);
                }
                whole = bytes.at();
            }
        } catch (HeadBytes.TooShort e) {
            bytes.backTo(whole);
            before += whole;
            throw e;
        }
        return Optional.of(new TableOfContents(
                start.version(),
                start.serverVersion(),
                start.dumpVersion(),
                start.intBytes(),
                before + bytes.at(),
                List.copyOf(entries)));
    }

    /** How many of the bytes are of no more use. */
    int consumed() {
        return bytes.at();
    }

    private @Nullable Start start() throws HeadBytes.TooShort {
        for (var expected : "PGDMP".getBytes(StandardCharsets.US_ASCII)) {
            if (bytes.next() != expected) {
                return null;
            }
        }
        var version = bytes.next() + "." + bytes.next();
        bytes.next(); // revision
        var intBytes = bytes.setIntBytes(bytes.next());
        var offsetBytes = bytes.next();
        var format = bytes.next();
        if (!KNOWN.contains(version) || format != CUSTOM || intBytes < 1 || intBytes > 8) {
            return null;
        }
        var compression = version.equals("1.14") ? bytes.integer() : bytes.next();
        if (compression != 0) {
            return null;
        }
        for (var i = 0; i < TIME_FIELDS; i++) {
            bytes.integer();
        }
        bytes.text(); // the database's name
        var serverVersion = bytes.text();
        var dumpVersion = bytes.text();
        var count = bytes.integer();
        if (count < 0 || count > MOST_ENTRIES) {
            throw new IllegalStateException("an archive cannot have " + count + " entries");
        }
        return new Start(version, firstWord(serverVersion), firstWord(dumpVersion), intBytes, offsetBytes, count);
    }

    private TocEntry entry(boolean withRelationKind) throws HeadBytes.TooShort {
        var dumpId = bytes.integer();
        var hasData = bytes.integer() != 0;
        bytes.skipText(); // OID of its catalogue
        bytes.skipText(); // its own OID
        var tag = bytes.text();
        var kind = bytes.word();
        var section = TocEntry.Section.of(bytes.integer());
        var definition = isOfDatabase(kind, tag) || kind.equals(ENCODING) ? bytes.text() : bytes.skipText();
        if (kind.equals(ENCODING)) {
            bytes.setCharset(ArchiveEncoding.of(definition).charset()); // it stands before all others
        }
        bytes.skipText(); // DROP statement
        var copy = bytes.text();
        var schema = bytes.word();
        bytes.skipText(); // tablespace
        bytes.skipText(); // access method
        if (withRelationKind) {
            bytes.integer();
        }
        var owner = wholly || kind.equals("DATABASE") ? bytes.word() : bytes.skipText();
        bytes.skipText(); // "with OIDs", of old
        return new TocEntry(dumpId, hasData, tag, kind, section, definition, copy, schema, owner, dependencies());
    }

    private boolean isOfDatabase(String kind, String tag) {
        return kind.equals("DATABASE")
                || (wholly
                        && (kind.equals("DATABASE PROPERTIES")
                                || (OF_OTHERS.contains(kind) && tag.startsWith("DATABASE "))));
    }

    /** Numbers as texts, which an absent one ends. */
    private List<Integer> dependencies() throws HeadBytes.TooShort {
        var found = new ArrayList<Integer>();
        for (var length = bytes.integer(); length >= 0; length = bytes.integer()) {
            var number = bytes.text(length);
            if (wholly) {
                found.add(Integer.valueOf(number));
            }
        }
        return List.copyOf(found);
    }

    private static String firstWord(String text) {
        var space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
