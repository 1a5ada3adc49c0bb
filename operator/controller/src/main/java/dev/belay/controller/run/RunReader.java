package dev.belay.controller.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.api.run.RunReport;
import dev.belay.controller.run.Run.Trouble;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells how a Job of ours stands from the Job and the pods that are left of it. */
public final class RunReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An id becomes an argument of the agent and a part of paths. */
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z][-0-9A-Za-z]*");

    private RunReader() {}

    /**
     * Reads.
     *
     * @param pods of that Job, in any order
     * @param now by which one tells a pod that is about to start from one that does not
     */
    public static Run read(Job job, Collection<Pod> pods, Instant now) {
        var newestFirst = newestFirst(pods);
        var failed = condition(job, "Failed");
        if (failed.isPresent()) {
            return new Run.Broken(
                    report(newestFirst), heard(newestFirst), cause(failed.get(), newestFirst), time(job, failed.get()));
        }
        var complete = condition(job, "Complete");
        if (complete.isPresent()) {
            return new Run.Done(report(newestFirst), heard(newestFirst), time(job, complete.get()));
        }
        return new Run.Active(
                newestFirst.stream()
                        .findFirst()
                        .flatMap(PodTrouble::stuck)
                        .or(() -> NotStarted.trouble(job, newestFirst, now))
                        .orElse(null),
                NotStarted.isSo(job, newestFirst));
    }

    /** Whether a Job waits to be resumed: it has no pods. */
    public static boolean isSuspended(Job job) {
        return job.getSpec() != null && Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** Whether a Job has ended, well or not. */
    public static boolean isOver(Job job) {
        return end(job).isPresent();
    }

    /** When a Job ended, well or not, to the second as Kubernetes writes time. */
    static Optional<Instant> end(Job job) {
        return condition(job, "Failed").or(() -> condition(job, "Complete")).map(end -> time(job, end));
    }

    private static List<Pod> newestFirst(Collection<Pod> pods) {
        Comparator<Pod> byAge = Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp());
        return pods.stream()
                .sorted(byAge.thenComparing(pod -> pod.getMetadata().getName()).reversed())
                .toList();
    }

    /** The newest report among the pods: a retry that was killed must not hide what the first try said. */
    private static @Nullable RunReport report(List<Pod> newestFirst) {
        return newestFirst.stream()
                .flatMap(PodTrouble::containers)
                .flatMap(container -> PodTrouble.terminated(container).stream())
                .map(ContainerStateTerminated::getMessage)
                .flatMap(message -> parse(message).stream())
                .findFirst()
                .orElse(null);
    }

    private static boolean heard(List<Pod> newestFirst) {
        return newestFirst.stream()
                .limit(1)
                .flatMap(PodTrouble::containers)
                .anyMatch(container -> PodTrouble.terminated(container).isPresent());
    }

    private static Optional<RunReport> parse(@Nullable String message) {
        if (message == null || !message.strip().startsWith("{")) {
            return Optional.empty();
        }
        try {
            var report = MAPPER.readValue(message, RunReport.class);
            return isWhole(report) ? Optional.of(report) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // not our agent's, or cut off: as good as none
        }
    }

    /**
     * JSON may leave out what the record declares to be there, and whoever took over a pod may write anything: what
     * does not hold together proves nothing, and must not end every later look at the policy.
     */
    @SuppressWarnings("ConstantValue")
    private static boolean isWhole(RunReport report) {
        return report.task() != null
                && isTime(report.startedAt())
                && isTime(report.completedAt())
                && (report.backup() == null || isWhole(report.backup()))
                && (report.databases() == null
                        || report.databases().backups().stream().allMatch(RunReader::isWhole))
                && (report.error() == null
                        || (report.error().reason() != null && report.error().message() != null));
    }

    /** Whether what is told of a backup holds together: its id becomes an argument of the agent. */
    public static boolean isWhole(RunReport.BackupResult backup) {
        return backup.id() != null
                && ID.matcher(backup.id()).matches()
                && isTime(backup.startedAt())
                && isTime(backup.completedAt());
    }

    private static boolean isWhole(RunReport.SavedDatabase saved) {
        return saved != null
                && saved.database() != null
                && saved.id() != null
                && ID.matcher(saved.id()).matches();
    }

    private static boolean isTime(@Nullable String text) {
        try {
            return text != null && Instant.parse(text).isBefore(Instant.MAX);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Trouble cause(JobCondition failed, List<Pod> newestFirst) {
        var death = newestFirst.stream()
                .flatMap(pod -> PodTrouble.death(pod).stream())
                .findFirst();
        if ("DeadlineExceeded".equals(failed.getReason())) {
            return new Trouble(
                    Reason.DeadlineExceeded,
                    "The Job was ended at its deadline (activeDeadlineSeconds of the Job's template). "
                            + "Find out what it waited for, or give it longer.");
        }
        return death.orElseGet(() -> new Trouble(
                Reason.JobFailed,
                "The Job failed: " + failed.getReason() + ": " + failed.getMessage()
                        + ". No pod of it is left to tell more."));
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(one -> type.equals(one.getType()) && "True".equals(one.getStatus()))
                        .findFirst();
    }

    private static Instant time(Job job, JobCondition end) {
        var time = end.getLastTransitionTime();
        return Instant.parse(time == null ? job.getMetadata().getCreationTimestamp() : time);
    }
}
