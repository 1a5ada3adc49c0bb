package dev.belay.agent.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.drill.DrillRun.Drilled;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.json.Json;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import dev.belay.api.policy.DurationText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keeps the reports of drills, as JSON and as Markdown: beside the backups that they are of, and where else one likes. */
public final class DrillReports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Repository repository;
    private final Progress progress;

    public DrillReports(Repository repository, Progress progress) {
        this.repository = repository;
        this.progress = progress;
    }

    /**
     * Writes one. Where that is not possible, such as into a repository that may only be read, it is a warning: what
     * the drill came to stands all the same.
     *
     * @param folder for a copy; null for none
     */
    public void write(DrillReport report, @Nullable Path folder) {
        var name = TIME.format(Instant.parse(report.startedAt())) + "-"
                + report.backup().id();
        var json = Json.file(report);
        var markdown = report.markdown().getBytes(StandardCharsets.UTF_8);
        try {
            var key = report.policy() + "/drills/" + name;
            repository.put(key + ".json", json);
            repository.put(key + ".md", markdown);
        } catch (AgentException e) {
            progress.warn("the drill's report is not kept in the repository: " + e.text());
        }
        if (folder != null) {
            try {
                Files.createDirectories(folder);
                Files.write(folder.resolve(name + ".json"), json);
                Files.write(folder.resolve(name + ".md"), markdown);
            } catch (IOException e) {
                progress.warn("the drill's report cannot be written to " + folder + ": " + e);
            }
        }
    }

    /** The newest report of a policy that the repository holds; one that cannot be read is a warning. */
    public Optional<DrillReport> newest(String policy) {
        return repository.list(policy + "/drills/").stream()
                .map(StoredObject::key)
                .filter(key -> key.endsWith(".json"))
                .max(Comparator.naturalOrder()) // they begin with the time
                .flatMap(this::read);
    }

    private Optional<DrillReport> read(String key) {
        try {
            return Optional.of(JSON.readValue(repository.read(key), DrillReport.class));
        } catch (IOException e) {
            progress.warn("the drill's report " + key + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The report of a drill.
     *
     * @param redact cuts secrets out of a text
     */
    public static DrillReport of(Policy policy, StoredBackup backup, Drilled drilled, UnaryOperator<String> redact) {
        var manifest = backup.manifest();
        var result = drilled.result();
        var drill = policy.spec().drill();
        var failure = drilled.failure();
        return new DrillReport(
                DrillReport.FORMAT_VERSION,
                policy.name(),
                failure == null,
                drilled.started().truncatedTo(ChronoUnit.MILLIS).toString(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                new DrillReport.Backup(
                        backup.id(),
                        manifest.database().name(),
                        manifest.startedAt(),
                        manifest.plain().bytes(),
                        manifest.stored().bytes()),
                recovery(policy, result.rtoSeconds()),
                result.tables(),
                result.rows(),
                new DrillReport.Checks(
                        drill == null
                                ? List.of()
                                : drill.readiness().stream().map(redact).toList(),
                        drill == null
                                ? List.of()
                                : drill.integrity().stream().map(redact).toList(),
                        drilled.structure()),
                failure == null ? null : redact.apply(failure.text()));
    }

    private static DrillReport.Recovery recovery(Policy policy, long seconds) {
        var objectives = policy.spec().objectives();
        var objective = objectives == null ? null : objectives.rto();
        return new DrillReport.Recovery(
                seconds,
                objective,
                objective == null ? null : Duration.ofSeconds(seconds).compareTo(DurationText.parse(objective)) <= 0);
    }
}
