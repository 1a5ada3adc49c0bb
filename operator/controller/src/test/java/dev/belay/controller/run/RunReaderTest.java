package dev.belay.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.run.RunReport;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Reports;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:30Z");
    private static final String ENDED = "{state: {terminated: {exitCode: %d, reason: %s, message: '%s'}}}";

    @ParameterizedTest
    @CsvSource({
        "ImagePullBackOff, ImagePullFailed",
        "ErrImageNeverPull, ImagePullFailed",
        "CreateContainerConfigError, ContainerConfigError",
        "ContainerCreating, ",
    })
    void aStuckPodIsToldByWhatItWaitsFor(String waiting, Reason reason) {
        var run = RunReader.read(job(""), List.of(pod("a", "1", "{state: {waiting: {reason: " + waiting + "}}}")), NOW);
        var trouble = ((Run.Active) run).trouble();
        assertThat(trouble == null ? null : trouble.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({"137, OOMKilled, OutOfMemory", "1, Error, Crashed", "137, Error, Crashed"})
    void aDeathWithoutAWordIsToldByTheContainersEnd(int code, String ended, Reason reason) {
        var run = RunReader.read(job("Failed"), List.of(pod("a", "1", ENDED.formatted(code, ended, ""))), NOW);
        assertThat(((Run.Broken) run).cause().reason()).isEqualTo(reason);
        assertThat(((Run.Broken) run).heard()).isTrue();
    }

    @Test
    void ofAnotherProgramNoReportIsMissed() {
        var pod = pod("a", "1", ENDED.formatted(3, "Error", ""));
        assertThat(cause(pod))
                .isEqualTo("The container ended with exit code 3 and left no report. "
                        + "'kubectl logs -n ns a' shows its last words.");
        pod.getMetadata().setLabels(Map.of("belay.dev/task", "migration"));
        assertThat(cause(pod))
                .isEqualTo("The container ended with exit code 3. 'kubectl logs -n ns a' shows its last words.");
    }

    @Test
    void whatNoNodeTakesForItsClaimIsHelpedByTheClaim() {
        assertThat(unschedulable("0/1 nodes are available: persistentvolumeclaim \\\"repo\\\" not found. not found."))
                .isEqualTo("No node takes the pod: 0/1 nodes are available: persistentvolumeclaim \"repo\" not found. "
                        + "Create the claim, or correct its name in the policy; or see what keeps it unbound.");
        assertThat(unschedulable("0/1 nodes are available: 1 Insufficient cpu"))
                .isEqualTo("No node takes the pod: 0/1 nodes are available: 1 Insufficient cpu. Adapt nodeSelector, "
                        + "tolerations or resources of the Job's template, or add a node.");
    }

    private static String unschedulable(String message) {
        var pod = Documents.read(Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: ns, creationTimestamp: '2026-11-21T02:00:00Z'}
                status:
                  phase: Pending
                  conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: "%s"}]
                """.formatted(message));
        return ((Run.Active) RunReader.read(job(""), List.of(pod), NOW))
                .trouble()
                .message();
    }

    private static String cause(Pod pod) {
        return ((Run.Broken) RunReader.read(job("Failed"), List.of(pod), NOW))
                .cause()
                .message();
    }

    @Test
    void theNewestPodsWordCounts() {
        var old = pod("a", "1", ENDED.formatted(1, "Error", Reports.failed("backup", "DumpFailed", "first")));
        var young = pod("b", "2", ENDED.formatted(1, "Error", Reports.failed("backup", "DumpFailed", "second")));
        var run = (Run.Broken) RunReader.read(job("Failed"), List.of(old, young), NOW);
        assertThat(run.report().error().message()).isEqualTo("second");
    }

    @Test
    void aDeadlineIsNamedThoughItsPodsAreGone() {
        var run = (Run.Broken) RunReader.read(job("Failed", "DeadlineExceeded"), List.of(), NOW);
        assertThat(run.cause().reason()).isEqualTo(Reason.DeadlineExceeded);
        assertThat(run.heard()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"hello", "'{\"task\":\"backup\"'", "'{\"task\":\"backup\"}'", "'[]'"})
    void whatIsNoReportIsNone(String lastWord) {
        var run = (Run.Done)
                RunReader.read(job("Complete"), List.of(pod("a", "1", ENDED.formatted(0, "Completed", lastWord))), NOW);
        assertThat(run.report()).isNull();
        assertThat(run.heard()).isTrue();
    }

    /** One such report once ended every later look at its policy. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "id":"20261121T020000Z-daily-1a2b3c" | "id":null
                    "id":"20261121T020000Z-daily-1a2b3c" | "id":"../../x"
                    "id":"20261121T020000Z-daily-1a2b3c" | "id":"--debug"
                    "id":"20261121T020000Z-daily-1a2b3c",| ""
                    "startedAt":"2026-11-21T02:00:01Z"   | "startedAt":"long ago"
                    "completedAt":"2026-11-21T02:00:03Z" | "completedAt":"soon"
                    "completedAt":"2026-11-21T02:00:04Z" | "completedAt":"soon"
                    """)
    void aReportThatDoesNotHoldTogetherIsNone(String from, String to) {
        var good = """
                {"task":"backup","ok":true,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:04Z",\
                "backup":{"id":"20261121T020000Z-daily-1a2b3c","startedAt":"2026-11-21T02:00:01Z",\
                "completedAt":"2026-11-21T02:00:03Z","plainBytes":1,"storedBytes":1,"tables":1,"rows":1}}""";
        assertThat(told(good)).isNotNull();
        var bad = good.replace(from, to.equals("\"\"") ? "" : to);
        assertThat(bad).isNotEqualTo(good);
        assertThat(told(bad)).isNull();
    }

    private static @Nullable RunReport told(String lastWord) {
        return ((Run.Done) RunReader.read(
                        job("Complete"), List.of(pod("a", "1", ENDED.formatted(0, "Completed", lastWord))), NOW))
                .report();
    }

    /** Events alone tell of these, and nobody watches events. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no pod                                 | 30 |               | true
            no pod                                 | 50 | NoPod         | true
            {phase: Pending}                       | 30 |               | true
            {phase: Pending}                       | 50 | PodNotStarted | true
            {waiting: {reason: ContainerCreating}} | 50 | PodNotStarted | true
            {waiting: {reason: ErrImagePull}}      | 1  | ImagePullFailed | true
            {running: {}}                          | 50 |               | false
            """)
    void whatDoesNotStartIsToldWithinAMinute(String pod, int second, @Nullable Reason reason, boolean isWaiting) {
        var job = job("");
        var pods = new ArrayList<Pod>();
        if (!pod.equals("no pod")) {
            pods.add(pod("a", "0", pod.startsWith("{phase") ? "" : "{state: " + pod + "}"));
            pods.getFirst().getStatus().setPhase(pod.contains("running") ? "Running" : "Pending");
        }
        job.getMetadata().setCreationTimestamp("2026-11-21T02:00:00Z");
        var run = (Run.Active)
                RunReader.read(job, pods, Instant.parse("2026-11-21T02:00:00Z").plusSeconds(second));
        assertThat(run.trouble() == null ? null : run.trouble().reason()).isEqualTo(reason);
        assertThat(run.isWaiting()).isEqualTo(isWaiting);
    }

    @Test
    void aJobThatWaitsToBeResumedIsNotAmiss() {
        var job = job("");
        job.setSpec(new JobSpecBuilder().withSuspend(true).build());
        assertThat(RunReader.read(job, List.of(), Instant.parse("2027-01-01T00:00:00Z")))
                .isEqualTo(new Run.Active(null));
    }

    @Test
    void aPodThatMadeWayIsNoCrash() {
        var pod = pod("a", "1", ENDED.formatted(143, "Error", ""));
        pod.getStatus()
                .setConditions(List.of(new PodConditionBuilder()
                        .withType("DisruptionTarget")
                        .withStatus("True")
                        .withReason("PreemptionByScheduler")
                        .withMessage("preempting to make room")
                        .build()));
        var run = (Run.Broken) RunReader.read(job("Failed"), List.of(pod), NOW);
        assertThat(run.cause().reason()).isEqualTo(Reason.Evicted);
        assertThat(run.cause().message()).contains("PreemptionByScheduler", "make room");
    }

    @Test
    void anEvictionIsNoCrash() {
        var pod = pod("a", "1", ENDED.formatted(137, "Error", ""));
        pod.getStatus().setReason("Evicted");
        pod.getStatus().setMessage("The node was low on memory");
        var run = (Run.Broken) RunReader.read(job("Failed"), List.of(pod), NOW);
        assertThat(run.cause().reason()).isEqualTo(Reason.Evicted);
        assertThat(run.cause().message()).contains("low on memory");
    }

    private static Job job(String condition) {
        return job(condition, "BackoffLimitExceeded");
    }

    private static Job job(String condition, String reason) {
        var conditions = condition.isEmpty()
                ? "[]"
                : "[{type: %s, status: 'True', reason: %s, lastTransitionTime: '2026-11-21T02:00:00Z'}]"
                        .formatted(condition, reason);
        return Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: night}
                status: {conditions: %s}
                """.formatted(conditions));
    }

    private static Pod pod(String name, String second, String container) {
        return Documents.read(Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: ns, creationTimestamp: '2026-11-21T02:00:0%sZ'}
                status: {containerStatuses: [%s]}
                """.formatted(name, second, container));
    }
}
