package dev.belay.agent.archive;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the table of contents of an archive whose bytes come in pieces of any size. No more of them is kept than its
 * longest entry.
 */
public final class HeadReader {
    /** An entry beyond this is not kept in memory, and the archive stays unread. */
    private static final int LONGEST_ENTRY = 12 << 20;

    private final HeadParser parser;
    private byte[] head = new byte[256 << 10];
    private int length;
    private boolean unreadable;
    private @Nullable TableOfContents contents;

    /**
     * A reader of whole entries.
     *
     * @param wanted entries that are kept; there may be millions of large objects
     */
    public HeadReader(Predicate<TocEntry> wanted) {
        this(HeadParser.of(wanted));
    }

    HeadReader(HeadParser parser) {
        this.parser = parser;
    }

    /**
     * The next bytes of the archive.
     *
     * @return whether more are needed
     */
    public boolean add(byte[] bytes, int count) {
        if (isDone()) {
            return false;
        }
        if (length + count > LONGEST_ENTRY) {
            giveUp();
            return false;
        }
        if (length + count > head.length) {
            head = Arrays.copyOf(head, Math.max(2 * head.length, length + count));
        }
        System.arraycopy(bytes, 0, head, length, count);
        length += count;
        parse();
        return !isDone();
    }

    /** What stood there; empty as long as it has not all passed, and where it is not understood. */
    public Optional<TableOfContents> contents() {
        return Optional.ofNullable(contents);
    }

    /** Lets a reader of the data blocks have what came behind the table of contents. */
    void handOver(BlockReader blocks) {
        blocks.add(head, parser.consumed(), length);
        head = new byte[0];
        length = 0;
    }

    private boolean isDone() {
        return unreadable || contents != null;
    }

    private void parse() {
        try {
            contents = parser.parse(head, length).orElse(null);
            if (contents == null) {
                giveUp();
            }
        } catch (HeadBytes.TooShort e) {
            length -= parser.consumed();
            System.arraycopy(head, parser.consumed(), head, 0, length);
        } catch (IllegalStateException | NumberFormatException e) {
            giveUp();
        }
    }

    private void giveUp() {
        unreadable = true;
        head = new byte[0];
    }
}
