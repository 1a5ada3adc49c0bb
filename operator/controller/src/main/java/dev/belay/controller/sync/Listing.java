package dev.belay.controller.sync;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.controller.run.RunReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code belay backup list} printed.
 *
 * @param backups newest first
 * @param isWhole whether these are all that there are: only then is what is missing known to be gone
 */
record Listing(List<BackupResult> backups, boolean isWhole) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads.
     *
     * @param log both outputs of the agent: warnings, and on one line the list
     * @param told by the agent's report, against which the list is held: a log may be cut off, or rotated away
     */
    static Listing of(String log, RunReport.Listing told) {
        var read = log.lines()
                .filter(line -> line.startsWith("["))
                .reduce((first, last) -> last)
                .map(Listing::entries)
                .orElse(List.of());
        var believed = read.stream().filter(RunReader::isWhole).toList();
        return new Listing(believed, believed.size() == told.backups() && told.damaged() == 0);
    }

    /** As many as there are before it is cut off. */
    private static List<BackupResult> entries(String line) {
        var entries = new ArrayList<BackupResult>();
        try (var parser = MAPPER.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                entries.add(MAPPER.readValue(parser, BackupResult.class));
            }
        } catch (IOException e) {
            return entries;
        }
        return entries;
    }
}
