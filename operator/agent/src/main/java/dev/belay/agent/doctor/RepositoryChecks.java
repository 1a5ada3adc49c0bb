package dev.belay.agent.doctor;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.Contents;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repositories;
import dev.belay.agent.repository.Repository;
import dev.belay.api.policy.S3;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the backups lie. */
final class RepositoryChecks {
    private static final int PROBE_BYTES = 1024;
    private static final int TIMEOUT_MILLIS = 10_000;
    /** S3 refuses what is signed more than fifteen minutes away from its own time. */
    private static final Duration S3_APART = Duration.ofMinutes(5);

    private static final Check NO_BACKUP = Check.warning("newest-backup", "there is none yet", "belay backup create");

    private final Subject subject;

    RepositoryChecks(Subject subject) {
        this.subject = subject;
    }

    /** Writes, reads, finds and deletes an object of its own beside the backups, as a backup does; none of them is touched. */
    Check probe() {
        var missing = missing();
        if (missing != null) {
            return Check.warning(
                    "repository", missing + " does not exist; the first backup makes it", "is its volume mounted?");
        }
        var random = new byte[PROBE_BYTES];
        new SecureRandom().nextBytes(random);
        var folder = subject.policy().name() + "/doctor-" + HexFormat.of().formatHex(random, 0, 8) + "/";
        var key = folder + "probe";
        try (var repository = open()) {
            repository.prepare(folder);
            repository.put(key, random);
            try {
                if (!Arrays.equals(repository.read(key), random)
                        || repository.list(folder).isEmpty()) {
                    return Check.failed(
                            "repository",
                            "what was written does not come back as it was",
                            "check the storage: a backup would not be safe there");
                }
            } finally {
                deleted(repository, key);
            }
            return repository.list(folder).isEmpty()
                    ? Check.ok("repository", "written, read and deleted a probe")
                    : Check.warning(
                            "repository",
                            "written and read a probe, but " + key + " could not be deleted",
                            "retention needs that right: allow deleting (S3: s3:DeleteObject), unless an object lock"
                                    + " is meant to forbid it");
        }
    }

    /** The repository's folder, if there is none yet: made by us it would look like a repository without backups. */
    private @Nullable Path missing() {
        var volume = subject.policy().spec().repository().volume();
        if (volume == null || volume.path() == null || volume.path().isBlank()) {
            return null;
        }
        var folder = Path.of(volume.path());
        return Files.notExists(folder) ? folder : null;
    }

    private static void deleted(Repository repository, String key) {
        try {
            repository.delete(key);
        } catch (AgentException e) {
            return; // that it is still there shows
        }
    }

    Check clock() {
        var s3 = subject.policy().spec().repository().s3();
        if (s3 == null) {
            return Check.ok("repository-clock", "a folder goes by this machine's clock");
        }
        var theirs = date(s3);
        return theirs == null
                ? Check.warning("repository-clock", "S3 does not tell its time", "compare the clocks by hand")
                : Clocks.compare(
                        "repository-clock", "S3's", theirs, subject.clock().instant(), S3_APART);
    }

    /** Null also where it does not answer us, such as behind an authority of its own: the probe says what is wrong. */
    private static @Nullable Instant date(S3 s3) {
        var endpoint = s3.endpoint() != null
                ? s3.endpoint()
                : "https://s3." + Objects.requireNonNullElse(s3.region(), S3.DEFAULT_REGION) + ".amazonaws.com";
        try {
            var connection = (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
            connection.setRequestMethod("HEAD");
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                var date = connection.getHeaderFieldDate("Date", 0); // whatever else the answer is
                return date == 0 ? null : Instant.ofEpochMilli(date);
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return null;
        }
    }

    /** That there is one, and that it can be opened here. */
    Check newest() {
        if (missing() != null) {
            return NO_BACKUP;
        }
        try (var repository = open()) {
            var contents = contents(repository);
            var good = contents.good(Instant.now());
            if (contents.newestFirst().isEmpty()) {
                return NO_BACKUP;
            }
            if (good.isEmpty() || !good.getFirst().equals(contents.manifests().getFirst())) {
                return Check.failed(
                        "newest-backup",
                        contents.newestFirst().getFirst().id()
                                + " has lost its data or a part of it, or is dated into the future",
                        "belay backup create; 'belay backup verify ID' looks closer");
            }
            var newest = good.getFirst();
            var kind = newest.encryption().kind();
            if (!Unlock.hasKey(kind, subject.policy(), subject.secrets())) {
                return Check.ok("newest-backup", newest.id() + "; what opens it is not on this machine");
            }
            Unlock.of(newest, subject.policy(), subject.secrets());
            return Check.ok("newest-backup", newest.id() + ", and the key here opens it");
        }
    }

    /** Room for one more backup where they lie, and for a restore where it puts its data meanwhile. */
    Check room() throws IOException {
        if (missing() != null) {
            return Check.ok("disk", "how much a backup takes shows after the first one");
        }
        var scratch = Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir")))
                .getUsableSpace();
        var volume = subject.policy().spec().repository().volume();
        try (var repository = open()) {
            var newest = contents(repository).manifests().stream().findFirst();
            var stored = newest.map(m -> m.stored().bytes()).orElse(0L);
            var plain = newest.map(m -> m.plain().bytes()).orElse(0L);
            if (volume != null && volume.path() != null) {
                var free = Files.getFileStore(Path.of(volume.path())).getUsableSpace();
                if (free < 2 * stored) {
                    return scarce("the repository " + volume.path(), free, "the newest backup took", stored);
                }
            }
            return scratch < 2 * plain
                    ? scarce(
                            System.getProperty("java.io.tmpdir") + ", where a drill restores to,",
                            scratch,
                            "the newest dump has",
                            plain)
                    : Check.ok("disk", "there is room for the next backup and for a drill");
        }
    }

    private static Check scarce(String where, long free, String what, long bytes) {
        var message = where + " has " + (free >> 20) + " MiB left; " + what + " " + (bytes >> 20) + " MiB";
        return free < bytes
                ? Check.failed("disk", message, "make room, or keep backups for a shorter time (spec.tiers[].keep)")
                : Check.warning("disk", message, "make room soon");
    }

    private Contents contents(Repository repository) {
        return new Catalog(repository, subject.policy().name(), Progress.NONE).look();
    }

    private Repository open() {
        return Repositories.of(subject.policy().spec().repository(), subject.secrets());
    }
}
