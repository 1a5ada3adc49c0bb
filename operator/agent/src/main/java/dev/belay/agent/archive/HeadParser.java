package dev.belay.agent.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the head of pg_dump's custom format, as {@code WriteHead} and {@code WriteToc} of PostgreSQL's
 * pg_backup_archiver.c write it: integers are a sign and then bytes, least first; texts are a length and then bytes.
 */
final class HeadParser {
    /** 1.14 is PostgreSQL 12 to 15, 1.15 is 16, 1.16 is 17 and 18. */
    private static final Set<String> KNOWN = Set.of("1.14", "1.15", "1.16");

    /** Of all others, such as a large object's, nothing is needed: there may be very many. */
    private static final Set<String> KEPT = Set.of("TABLE", "DATABASE");

    private static final int CUSTOM = 1;
    private static final int TIME_FIELDS = 7;
    /** More than any archive has: a count beyond it means that we have lost our place. */
    private static final int MOST_ENTRIES = 50_000_000;

    /** The bytes end before the head does. */
    static final class TooShort extends Exception {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** What stands before the entries. */
    private record Start(String version, String serverVersion, String dumpVersion, int offsetBytes, int count) {}

    private byte[] bytes = new byte[0];
    private int end;
    private int at;
    private int intBytes = 4;
    private @Nullable Start start;
    private int seen;
    private final List<TocEntry> entries = new ArrayList<>();

    /**
     * Parses on from where the last call stopped: the bytes begin with what {@link #consumed} left of the former ones.
     *
     * @return empty if this is no archive, one of a version that we do not know, or one with compressed data
     * @throws TooShort if more bytes are needed to tell
     */
    Optional<TableOfContents> parse(byte[] next, int length) throws TooShort {
        bytes = next;
        end = length;
        at = 0;
        var whole = 0;
        try {
            if (start == null) {
                start = start();
                if (start == null) {
                    return Optional.empty();
                }
                whole = at;
            }
            for (; seen < start.count(); seen++) {
                var entry = entry(start.version().equals("1.16"));
                skip(1 + start.offsetBytes()); // where the data lies: unknown in a stream
                if (entry.hasData() || KEPT.contains(entry.kind())) {
                    entries.add(entry);
                }
                whole = at;
            }
        } catch (TooShort e) {
            at = whole;
            throw e;
        }
        return Optional.of(new TableOfContents(
                start.version(), start.serverVersion(), start.dumpVersion(), intBytes, at, List.copyOf(entries)));
    }

    /** How many of the bytes are of no more use. */
    int consumed() {
        return at;
    }

    private @Nullable Start start() throws TooShort {
        for (var expected : "PGDMP".getBytes(StandardCharsets.US_ASCII)) {
            if (next() != expected) {
                return null;
            }
        }
        var version = next() + "." + next();
        next(); // revision
        intBytes = next();
        var offsetBytes = next();
        var format = next();
        if (!KNOWN.contains(version) || format != CUSTOM || intBytes < 1 || intBytes > 8) {
            return null;
        }
        var compression = version.equals("1.14") ? integer() : next();
        if (compression != 0) {
            return null;
        }
        for (var i = 0; i < TIME_FIELDS; i++) {
            integer();
        }
        text(); // the database's name
        var serverVersion = text();
        var dumpVersion = text();
        var count = integer();
        if (count < 0 || count > MOST_ENTRIES) {
            throw new IllegalStateException("an archive cannot have " + count + " entries");
        }
        return new Start(version, firstWord(serverVersion), firstWord(dumpVersion), offsetBytes, count);
    }

    private TocEntry entry(boolean withRelationKind) throws TooShort {
        var dumpId = integer();
        var hasData = integer() != 0;
        skipText(); // OID of its catalogue
        skipText(); // its own OID
        var tag = text();
        var kind = text();
        integer(); // section
        var definition = kind.equals("DATABASE") ? text() : skipText();
        skipText(); // DROP statement
        var copy = text();
        var schema = text();
        skipText(); // tablespace
        skipText(); // access method
        if (withRelationKind) {
            integer();
        }
        var owner = kind.equals("DATABASE") ? text() : skipText();
        skipText(); // "with OIDs", of old
        while (!skipDependency()) {
            // a list that an absent text ends
        }
        return new TocEntry(dumpId, hasData, tag, kind, definition, copy, schema, owner);
    }

    private boolean skipDependency() throws TooShort {
        var length = integer();
        skip(Math.max(0, length));
        return length < 0;
    }

    private String skipText() throws TooShort {
        skip(Math.max(0, integer()));
        return "";
    }

    private String text() throws TooShort {
        var length = Math.max(0, integer());
        var start = at;
        skip(length);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    private int integer() throws TooShort {
        var negative = next() != 0;
        var value = 0L;
        for (var i = 0; i < intBytes; i++) {
            value |= (long) next() << (8 * i);
        }
        return (int) (negative ? -value : value);
    }

    private void skip(int count) throws TooShort {
        if (count > end - at) {
            throw new TooShort();
        }
        at += count;
    }

    private int next() throws TooShort {
        if (at >= end) {
            throw new TooShort();
        }
        return bytes[at++] & 0xff;
    }

    private static String firstWord(String text) {
        var space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
