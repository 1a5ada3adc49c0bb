package dev.belay.agent.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes a script of plain SQL apart, as far as it takes to tell one statement, name and text from the next. */
final class SqlWords {
    /** A comment, psql's own command, a quoted name, a text, a word or number, and any other character. */
    private static final Pattern WORD = Pattern.compile(
            "--[^\\n]*|(?<=^|\\n)\\\\[^\\n]*|\"(?:[^\"]|\"\")*\""
                    + "|[eE]'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'|[\\w$\\u0080-\\uffff]+|-?\\d+|\\S",
            Pattern.DOTALL);

    /** As pg_dump writes it in a text that begins with E: of letters with a meaning it writes none. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final String script;

    SqlWords(String script) {
        this.script = script;
    }

    /** One statement without its semicolon. */
    record Statement(String text, List<String> words) {
        int size() {
            return words.size();
        }

        /** A word as it is written. */
        String word(int index) {
            return words.get(index);
        }

        /** A word as a name: without its quotes. */
        String name(int index) {
            var word = words.get(index);
            return word.startsWith("\"") ? word.substring(1, word.length() - 1).replace("\"\"", "\"") : word;
        }

        /** A word as a text: without its quotes. One that is none is taken as it is written. */
        String text(int index) {
            var word = words.get(index);
            var quote = word.indexOf('\'');
            if (quote < 0 || quote > 1 || word.startsWith("\"")) {
                return word;
            }
            var content = word.substring(quote + 1, word.length() - 1).replace("''", "'");
            return quote == 0 ? content : ESCAPED.matcher(content).replaceAll("$1");
        }

        /** Whether a word is this keyword; never one in quotes. */
        boolean is(int index, String keyword) {
            return index < words.size() && words.get(index).equals(keyword);
        }

        /** Whether there is a whole number at that place. */
        boolean isNumber(int index) {
            return index < words.size() && words.get(index).matches("-?\\d{1,9}");
        }

        boolean startsWith(String... keywords) {
            for (var i = 0; i < keywords.length; i++) {
                if (!is(i, keywords[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A comment within a statement and a text in dollars would hide from us where it ends: pg_dumpall writes neither. */
    private static boolean isBeyondUs(String word) {
        return word.equals("/") || (word.contains("$") && !word.contains("'") && !word.startsWith("\""));
    }

    /** The statements in their order; what no semicolon ends is none. */
    List<Statement> statements() {
        var statements = new ArrayList<Statement>();
        var words = new ArrayList<String>();
        var start = 0;
        var word = WORD.matcher(script);
        while (word.find()) {
            var text = word.group();
            if (text.startsWith("--") || text.startsWith("\\")) {
                continue;
            }
            if (words.isEmpty()) {
                start = word.start();
            }
            if (text.equals(";")) {
                if (words.stream().noneMatch(SqlWords::isBeyondUs)) {
                    statements.add(new Statement(script.substring(start, word.start()), List.copyOf(words)));
                }
                words.clear();
            } else {
                words.add(text);
            }
        }
        return List.copyOf(statements);
    }
}
