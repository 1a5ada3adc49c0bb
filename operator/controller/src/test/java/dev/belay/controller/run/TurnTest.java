package dev.belay.controller.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.Migration;
import dev.belay.controller.real.Documents;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnTest {
    private static final String WAITS = "conditions: [{type: Complete, reason: AnotherMigrationRuns}]";

    /** How the other one, which is younger, stands; whether a Migration that has done nothing yet goes first, and one that has asked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Migration |                                      | true  | true
            Migration | conditions: [{type: Complete, reason: PolicyNotFound}] | true | true
            Migration | conditions: [{type: Complete, reason: AnotherMigrationRuns}] | true | true
            Migration | phase: Pending, backup: b            | false | true
            Migration | phase: Pending, backup: b, job: j    | false | false
            Migration | phase: Running, backup: b, job: j    | false | false
            Migration | phase: Failed, backup: b             | true  | true
            Migration | phase: Succeeded, backup: b, job: j  | true  | true
            gated     | suspend: true                        | true  | true
            gated     | suspend: true; WaitingForBackup      | false | true
            gated     | suspend: true; ApplyRefused          | false | true
            gated     | suspend: true; BackupFailed          | true  | true
            gated     | suspend: true; BackupSucceeded       | true  | true
            gated     | suspend: true; WaitingForBackup; going | true | true
            gated     | suspend: false; BackupSucceeded      | false | false
            gated     | suspend: false; over                 | true  | true
            task      | suspend: false                       | false | false
            task      | suspend: false; over                 | true  | true
            """)
    void whoIsFurtherGoesFirst(String kind, @Nullable String state, boolean before, boolean asked) {
        var other = other(kind, state == null ? "" : state);
        assertThat(isTurnOf(migration("mine", "00", ""), other)).isEqualTo(before);
        assertThat(isTurnOf(migration("mine", "00", "phase: Pending, backup: b"), other))
                .isEqualTo(asked);
    }

    @Test
    void ofThoseThatWaitTheOldestGoesFirst() {
        var first = migration("first", "01", WAITS);
        var second = migration("second", "02", WAITS);
        var third = migration("third", "02", "");
        assertThat(isTurnOf(first, second, third)).isTrue();
        assertThat(isTurnOf(second, first, third)).isFalse();
        assertThat(isTurnOf(third, first, second)).isFalse();
        assertThat(isTurnOf(third, second)).isFalse();
    }

    /** Whatever state they are in: if all waited for one another, nothing would ever go on. */
    @Test
    void oneOfThemAlwaysGoes() {
        for (var state : List.of("", WAITS, "phase: Pending, backup: b")) {
            for (var other : List.of("", WAITS, "phase: Pending, backup: b")) {
                var one = migration("one", "01", state);
                var two = migration("two", "01", other);
                assertThat(isTurnOf(one, two) || isTurnOf(two, one)).isTrue();
            }
        }
    }

    @Test
    void itsOwnJobIsNoOtherOne() {
        var own = other("task", "suspend: false");
        own.getMetadata()
                .setOwnerReferences(List.of(new io.fabric8.kubernetes.api.model.OwnerReferenceBuilder()
                        .withUid("uid-of-mine")
                        .build()));
        assertThat(isTurnOf(migration("mine", "00", ""), own)).isTrue();
    }

    /** A pod that is asked to end works on for its grace period, and its Job, or Migration, may be gone at once. */
    @ParameterizedTest
    @CsvSource({
        "Running, false, another, false",
        "Running, true, another, false",
        "Pending, true, another, false",
        "Succeeded, true, another, true",
        "Failed, false, another, true",
        "Running, false, uid-of-mine, true"
    })
    void aPodThatHasNotEndedMigrates(String phase, boolean ends, String whose, boolean before) {
        var pod = Documents.read(
                Pod.class, """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: other-x
                  uid: pod
                  creationTimestamp: '2026-11-21T12:00:30Z'
                  labels: {belay.dev/task: migration}
                  annotations: {belay.dev/requested-by-uid: %s}
                  %s
                spec: {containers: []}
                status: {phase: %s}
                """.formatted(whose, ends ? "deletionTimestamp: '2026-11-21T12:01:00Z'" : "", phase));
        assertThat(isTurnOf(migration("mine", "00", ""), pod)).isEqualTo(before);
        assertThat(isTurnOf(migration("mine", "00", "phase: Pending, backup: b"), pod))
                .isEqualTo(before);
    }

    @Test
    void whoComesFirstIsNamed() {
        var turn = new Turn("uid-of-mine", List.of(), List.of((Job) other("gated", "suspend: false")), List.of());
        assertThat(turn.before().orElseThrow().message()).contains("The Job other ");
    }

    @Test
    void whoseJobNeverWasHasEndedNothing() {
        var refused = migration("other", "01", "phase: Failed, backup: b, failure: {reason: r, message: m, time: x}");
        assertThat(new Turn("mine", List.of(refused), List.of(), List.of()).lastEnd())
                .isEqualTo(Optional.empty());
    }

    private static boolean isTurnOf(Migration mine, HasMetadata... others) {
        var all = Stream.concat(Stream.of(mine), Stream.of(others)).toList();
        var turns = Stream.of(all, all.reversed())
                .map(them -> new Turn(
                        mine.getMetadata().getUid(),
                        only(Migration.class, them),
                        only(Job.class, them),
                        only(Pod.class, them)))
                .map(turn -> turn.before().isEmpty())
                .distinct()
                .toList();
        assertThat(turns).hasSize(1);
        return !Collections.disjoint(turns, List.of(true));
    }

    private static <T> List<T> only(Class<T> kind, List<? extends HasMetadata> all) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static HasMetadata other(String kind, String state) {
        if (kind.equals("Migration")) {
            return migration("other", "30", state);
        }
        var parts = List.of(state.split("; "));
        var annotations = parts.size() > 1 && !parts.get(1).equals("over")
                ? "belay.dev/gate-backup: b, belay.dev/gate-reason: " + parts.get(1)
                : "";
        return Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: other
                  uid: other
                  creationTimestamp: '2026-11-21T12:00:30Z'
                  labels: {%s}
                  annotations: {%s}
                  %s
                spec: {%s}
                status: {conditions: [%s]}
                """.formatted(
                        kind.equals("gated") ? "belay.dev/gate: shop" : "belay.dev/task: migration",
                        annotations,
                        parts.contains("going") ? "deletionTimestamp: '2026-11-21T12:01:00Z'" : "",
                        parts.getFirst(),
                        parts.contains("over")
                                ? "{type: Failed, status: 'True', lastTransitionTime: '2026-11-21T12:00:50Z'}"
                                : ""));
    }

    private static Migration migration(String name, String second, String status) {
        return Documents.read(Migration.class, """
                apiVersion: belay.dev/v1alpha1
                kind: Migration
                metadata: {name: %1$s, uid: %1$s, creationTimestamp: '2026-11-21T12:00:%2$sZ'}
                spec: {policyRef: {name: shop}, jobTemplate: {}}
                status: {%3$s}
                """.formatted(name, second, status));
    }
}
