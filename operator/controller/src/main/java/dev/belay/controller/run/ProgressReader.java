package dev.belay.controller.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunProgress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what an agent printed last of how far it has come. */
public final class ProgressReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BEGINNING = "{\"progress\":";
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,2}%");

    /** Words, and nothing that a terminal would take for a command. */
    private static final Pattern STEP = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    private ProgressReader() {}

    /**
     * The last of what makes sense.
     *
     * @param log its end; the first line may be cut off, and so may the last
     */
    public static Optional<RunProgress> newest(String log) {
        return log.lines()
                .filter(line -> line.startsWith(BEGINNING))
                .flatMap(ProgressReader::parse)
                .filter(ProgressReader::isWhole)
                .reduce((first, last) -> last);
    }

    private static Stream<RunProgress> parse(String line) {
        try {
            return Stream.ofNullable(
                    MAPPER.readValue(line, RunProgress.Line.class).progress());
        } catch (JsonProcessingException e) {
            return Stream.empty(); // cut off
        }
    }

    /** Whoever took over a pod may print anything. */
    private static boolean isWhole(RunProgress progress) {
        return progress.step() != null
                && STEP.matcher(progress.step()).matches()
                && (progress.percent() == null
                        || PERCENT.matcher(progress.percent()).matches())
                && isNumber(progress.bytes())
                && isNumber(progress.ofBytes())
                && isNumber(progress.rows())
                && (progress.estimatedEnd() == null || isTime(progress.estimatedEnd()));
    }

    private static boolean isNumber(@Nullable Long number) {
        return number == null || number >= 0;
    }

    private static boolean isTime(String text) {
        try {
            return text.length() == "2026-11-21T03:00:00Z".length()
                    && Instant.parse(text).isBefore(Instant.MAX);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
