package dev.belay.agent.archive;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.postgresql.core.Encoding;

/**
 * The encoding of an archive's texts and rows: that of the database, most often.
 *
 * @param name as PostgreSQL calls it; empty where it is not known
 */
public record ArchiveEncoding(String name) {
    private static final Pattern STATEMENT = Pattern.compile("SET client_encoding = '([A-Za-z0-9_]+)';\\s*");
    private static final String NO_ENCODING = "SQL_ASCII";

    /** From the statement of the entry that tells it. */
    public static ArchiveEncoding of(String statement) {
        var named = STATEMENT.matcher(statement);
        return new ArchiveEncoding(named.matches() ? named.group(1) : "");
    }

    /** The same in Java; UTF-8 where nobody knows. */
    Charset charset() {
        if (name.isEmpty() || name.equals(NO_ENCODING)) {
            return StandardCharsets.UTF_8;
        }
        var known = Encoding.getDatabaseEncoding(name);
        if (known == Encoding.defaultEncoding()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.isSupported(known.name()) ? Charset.forName(known.name()) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
