package dev.belay.agent.archive;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of an archive's head, from which numbers and texts are taken: integers are a sign and then bytes, least first;
 * texts are a length and then bytes, absent ones a negative length.
 */
final class HeadBytes {
    /** The bytes end before the head does. */
    static final class TooShort extends Exception {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Kinds, schemas and owners are few, and come again and again. */
    private final Map<String, String> words = new HashMap<>();

    private byte[] bytes = new byte[0];
    private int end;
    private int at;
    private int intBytes = 4;
    private Charset charset = StandardCharsets.UTF_8;

    /** Others, from their first on. */
    void begin(byte[] next, int length) {
        bytes = next;
        end = length;
        at = 0;
    }

    /** How many have been taken. */
    int at() {
        return at;
    }

    void backTo(int earlier) {
        at = earlier;
    }

    /** How many bytes integers have from now on, after their sign. */
    int setIntBytes(int count) {
        intBytes = count;
        return count;
    }

    /** How texts are encoded from now on. */
    void setCharset(Charset encoding) {
        charset = encoding;
    }

    int next() throws TooShort {
        if (at >= end) {
            throw new TooShort();
        }
        return bytes[at++] & 0xff;
    }

    int integer() throws TooShort {
        var negative = next() != 0;
        var value = 0L;
        for (var i = 0; i < intBytes; i++) {
            value |= (long) next() << (8 * i);
        }
        return (int) (negative ? -value : value);
    }

    String text() throws TooShort {
        return text(Math.max(0, integer()));
    }

    /** A text of which the length is known. */
    String text(int length) throws TooShort {
        var start = at;
        skip(length);
        return new String(bytes, start, length, charset);
    }

    /** A text that many entries have. */
    String word() throws TooShort {
        var word = text();
        var known = words.putIfAbsent(word, word);
        return known == null ? word : known;
    }

    String skipText() throws TooShort {
        skip(Math.max(0, integer()));
        return "";
    }

    void skip(int count) throws TooShort {
        if (count > end - at) {
            throw new TooShort();
        }
        at += count;
    }
}
