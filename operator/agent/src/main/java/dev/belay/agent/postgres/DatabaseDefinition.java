package dev.belay.agent.postgres;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a database is to be created: encoding and locale as the dumped one had them. */
public final class DatabaseDefinition {
    private static final Pattern OPTION = Pattern.compile("([A-Z_]+) = ('(?:[^']++|'')*+'|[a-z]+)");
    private static final Set<String> KEPT = Set.of(
            "ENCODING",
            "LOCALE_PROVIDER",
            "LOCALE",
            "LC_COLLATE",
            "LC_CTYPE",
            "ICU_LOCALE",
            "ICU_RULES",
            "BUILTIN_LOCALE");

    private final String options;

    private DatabaseDefinition(String options) {
        this.options = options;
    }

    /**
     * From the statement that a dump has of it. Only what is known is taken over, and written anew: the statement comes
     * from the repository, and names a tablespace that may not be here.
     */
    public static DatabaseDefinition of(@Nullable String statement) {
        var options = new StringBuilder(" TEMPLATE template0");
        if (statement != null) {
            var template = statement.lastIndexOf(" WITH TEMPLATE = ");
            var option = OPTION.matcher(statement);
            for (var found = option.find(Math.max(0, template)); found; found = option.find()) {
                if (KEPT.contains(option.group(1))) {
                    options.append(' ').append(option.group(1)).append(' ').append(option.group(2));
                }
            }
        }
        return new DatabaseDefinition(options.toString());
    }

    /** The same encoding in the locale that every PostgreSQL has: for servers that lack the original's. */
    public DatabaseDefinition withoutLocale() {
        var encoding = OPTION.matcher(options.replace(" ENCODING ", " ENCODING = "));
        var kept = new StringBuilder(" TEMPLATE template0");
        while (encoding.find()) {
            if (encoding.group(1).equals("ENCODING")) {
                kept.append(" ENCODING ").append(encoding.group(2));
            }
        }
        return new DatabaseDefinition(kept + " LOCALE 'C'");
    }

    String statement(String name) {
        return "CREATE DATABASE " + Sql.identifier(name) + options;
    }

    @Override
    public String toString() {
        return options.strip().toLowerCase(Locale.ROOT);
    }
}
