package dev.belay.controller;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads short texts that came shortly before as the same object: reasons, names of Secrets, times and kinds stand in
 * thousands of cached objects. A fixed table, in which a newer text takes an older one's place: it never grows, and
 * threads that meet in it cost no more than a second copy.
 */
final class PooledStrings extends StringDeserializer {
    private static final int SLOTS = 1 << 12;
    private static final int LONGEST = 96;
    private static final long serialVersionUID = 1;

    private final transient @Nullable String[] slots = new String[SLOTS];

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        var read = super.deserialize(parser, context);
        if (read == null || read.length() > LONGEST) {
            return read;
        }
        var hash = read.hashCode();
        var slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        var known = slots[slot];
        if (read.equals(known)) {
            return known;
        }
        slots[slot] = read;
        return read;
    }
}
