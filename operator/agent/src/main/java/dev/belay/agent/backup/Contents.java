package dev.belay.agent.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy's part of a repository, as one look at it found it.
 *
 * @param newestFirst every backup whose manifest can be read
 * @param damaged what is wrong with each of the other manifests, in words
 */
public record Contents(List<Entry> newestFirst, List<String> damaged) {

    /**
     * One backup.
     *
     * @param whole whether its data are there in their full size
     * @param pin null for one that retention may delete
     */
    public record Entry(
            Manifest manifest, boolean whole, @Nullable Pin pin) {
        public String id() {
            return manifest.id();
        }
    }

    /** What a person may count on: all of it is there, and no clock that went wrong dated it into the future. */
    public List<Manifest> good(Instant now) {
        return newestFirst.stream()
                .filter(Entry::whole)
                .map(Entry::manifest)
                .filter(m -> !Newest.isFromTheFuture(m, now))
                .toList();
    }

    /** Their manifests. */
    public List<Manifest> manifests() {
        return newestFirst.stream().map(Entry::manifest).toList();
    }
}
