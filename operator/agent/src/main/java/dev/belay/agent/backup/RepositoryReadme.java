package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Tells whoever finds the repository, perhaps years from now and without Belay, how to bring a backup back. The same for
 * every policy: several write into one repository.
 */
final class RepositoryReadme {
    static final String KEY = "README.txt";

    /** Grows with the text, so that an older Belay leaves the newer one's alone. */
    private static final Pattern VERSION = Pattern.compile("\\(text (\\d{1,6})\\)");

    private final Repository repository;
    private final Progress progress;

    RepositoryReadme(Repository repository, Progress progress) {
        this.repository = repository;
        this.progress = progress;
    }

    /** Writes it where it is missing, older or damaged. That it cannot be written fails no backup. */
    void keep() {
        try {
            var text = text();
            var found = found();
            if (!found.equals(text) && version(found) <= version(text)) {
                repository.put(KEY, text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (AgentException e) {
            progress.warn("the repository has no " + KEY + " that tells how to restore without Belay: " + e.text());
        }
    }

    private String found() {
        try {
            return new String(repository.read(KEY), StandardCharsets.UTF_8);
        } catch (AgentException e) {
            if (e.reason() == Reason.BackupNotFound) {
                return "";
            }
            throw e;
        }
    }

    private static int version(String text) {
        var version = VERSION.matcher(text);
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    private static String text() {
        try (var in = RepositoryReadme.class.getResourceAsStream(KEY)) {
            if (in == null) {
                throw new IllegalStateException("built without " + KEY);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
