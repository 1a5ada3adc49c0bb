package dev.belay.agent.restore.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes a script of plain SQL apart, as far as it takes to tell one statement, name and text from the next. */
final class SqlWords {
    /**
     * A comment, which the server ends at a carriage return too, psql's own command, a quoted name, a text, a word or
     * number, and any other character. Possessive: what could be taken back costs stack for every character of a text.
     */
    private static final Pattern WORD = Pattern.compile(
            "--[^\\n\\r]*|(?<=^|\\n)\\\\[^\\n]*|\"(?:[^\"]++|\"\")*+\""
                    + "|[eE]'(?:[^'\\\\]++|''|\\\\.)*+'|'(?:[^']++|'')*+'|[\\w$\\u0080-\\uffff]+|-?\\d+|\\S",
            Pattern.DOTALL);

    /** As pg_dump writes it in a text that begins with E: of letters with a meaning it writes none. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final String script;

    SqlWords(String script) {
        this.script = script;
    }

    /**
     * A setting as SQL gives it.
     *
     * @param values one, or those of a list
     */
    record Setting(String name, List<String> values) {}

    /**
     * One statement without its semicolon.
     *
     * @param isClear whether these are its words for sure
     */
    record Statement(List<String> words, boolean isClear) {
        private static final int MOST_WORDS_TOLD = 12;
        private static final int MOST_TOLD = 150;

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

        /** {@code SET name TO 'value', …} from a word to the end; empty for anything else. */
        Optional<Setting> setting(int at) {
            if (!is(at, "SET") || !is(at + 2, "TO") || (size() - at) % 2 != 0) {
                return Optional.empty();
            }
            var values = new ArrayList<String>();
            for (var i = at + 3; i < size(); i += 2) {
                if (i > at + 3 && !is(i - 1, ",")) {
                    return Optional.empty();
                }
                values.add(text(i));
            }
            return Optional.of(new Setting(name(at + 1), List.copyOf(values)));
        }

        /** For people: as far as its first text, for that may be a secret. */
        String told() {
            var told = words.stream()
                    .takeWhile(word -> word.startsWith("\"") ? word.length() > 1 : !word.contains("'"))
                    .takeWhile(word -> !isBeyondUs(word))
                    .limit(MOST_WORDS_TOLD)
                    .collect(Collectors.joining(" "))
                    .replaceAll("\\p{Cntrl}", " ");
            return told.substring(0, Math.min(told.length(), MOST_TOLD)) + " …";
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

    /** A comment within a statement, a text in dollars and one without an end hide from us where it ends: none is written. */
    private static boolean isBeyondUs(String word) {
        return List.of("/", "'", "\"").contains(word)
                || (word.contains("$") && !word.contains("'") && !word.startsWith("\""));
    }

    /** The statements in their order; what no semicolon ends is not clear. */
    List<Statement> statements() {
        var statements = new ArrayList<Statement>();
        var words = new ArrayList<String>();
        var word = WORD.matcher(script);
        while (word.find()) {
            var text = word.group();
            if (text.startsWith("--") || text.startsWith("\\")) {
                continue;
            }
            if (!text.equals(";")) {
                words.add(text);
            } else if (!words.isEmpty()) {
                statements.add(new Statement(List.copyOf(words), words.stream().noneMatch(SqlWords::isBeyondUs)));
                words.clear();
            }
        }
        if (!words.isEmpty()) {
            statements.add(new Statement(List.copyOf(words), false));
        }
        return List.copyOf(statements);
    }
}
