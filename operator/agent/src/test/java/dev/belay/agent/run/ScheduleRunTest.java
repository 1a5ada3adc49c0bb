package dev.belay.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.run.Journal.Event;
import dev.belay.agent.run.Runs.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleRunTest {
    private static final Instant MONDAY = Instant.parse("2027-03-22T12:00:00Z");
    private static final Ended GOOD = new Ended(0, null, null);
    private static final Ended BAD = Ended.broken(1, "DatabaseUnreachable", "nobody there");

    @TempDir
    Path folder;

    private final List<String> ran = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private StateFile file;
    private String tiers = "[{name: daily, schedule: \"30 2 * * *\", timeZone: Europe/Berlin}]";
    private String more = "";

    @BeforeEach
    void state() {
        file = new StateFile(folder.resolve("state"));
    }

    @Test
    void everyNightOnce() {
        keep(time(MONDAY, MONDAY.plus(Duration.ofDays(3))), _ -> GOOD);
        assertThat(ran)
                .containsExactly(
                        "daily 2027-03-23T01:30:00Z", "daily 2027-03-24T01:30:00Z", "daily 2027-03-25T01:30:00Z");
    }

    @Test
    void theNightsInWhichClocksAreSetToo() {
        keep(time(Instant.parse("2027-03-27T12:00:00Z"), Instant.parse("2027-03-29T12:00:00Z")), _ -> GOOD);
        keep(time(Instant.parse("2027-10-30T12:00:00Z"), Instant.parse("2027-11-01T12:00:00Z")), _ -> GOOD);
        assertThat(ran)
                .containsExactly(
                        "daily 2027-03-28T01:00:00Z",
                        "daily 2027-03-29T00:30:00Z",
                        // the newest of those missed over the summer
                        "daily 2027-10-30T00:30:00Z",
                        "daily 2027-10-31T00:30:00Z",
                        "daily 2027-11-01T01:30:00Z");
    }

    @Test
    void ofManyMissedSlotsOneRunsLate() {
        tiers = "[{name: daily, schedule: \"0 2 * * *\"}, {name: hourly, schedule: \"0 * * * *\"}]";
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
        var back = MONDAY.plus(Duration.ofDays(10)).plusSeconds(60);
        keep(time(back, back.plusSeconds(60)), _ -> GOOD);
        assertThat(ran).containsExactly("daily 2027-04-01T02:00:00Z", "hourly 2027-04-01T12:00:00Z");
        assertThat(messages()).anyMatch(m -> m.startsWith("late, "));
    }

    @Test
    void aMissedSlotThatIsTooLateIsLeftOut() {
        more = "  jobTemplate: {startingDeadlineSeconds: 3600}";
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
        var back = MONDAY.plus(Duration.ofDays(2));
        keep(time(back, back.plusSeconds(60)), _ -> GOOD);
        assertThat(ran).isEmpty();
        assertThat(messages()).anyMatch(m -> m.contains("too late to start it"));
    }

    @Test
    void aSlotThatPassesDuringAnotherRunComesAfterIt() {
        tiers = "[{name: daily, schedule: \"0 2 * * *\"}, {name: hourly, schedule: \"0 * * * *\"}]";
        var time = time(MONDAY, MONDAY.plus(Duration.ofHours(18)));
        keep(time, duty -> {
            time.spend("daily".equals(duty.tier()) ? Duration.ofMinutes(150) : Duration.ZERO);
            return GOOD;
        });
        assertThat(ran)
                .containsSubsequence(
                        "hourly 2027-03-23T01:00:00Z",
                        "daily 2027-03-23T02:00:00Z",
                        "hourly 2027-03-23T04:00:00Z",
                        "hourly 2027-03-23T05:00:00Z")
                .doesNotContain("hourly 2027-03-23T03:00:00Z");
    }

    @Test
    void aFailedRunIsTriedAgainAFewTimes() throws Exception {
        keep(time(MONDAY, MONDAY.plus(Duration.ofDays(1))), _ -> BAD);
        assertThat(ran).hasSize(4).containsOnly("daily 2027-03-23T01:30:00Z");
        assertThat(file.read().lastFailure().reason()).isEqualTo("DatabaseUnreachable");
        assertThat(messages().getLast()).doesNotContain("to be tried again");
        more = "  jobTemplate: {backoffLimit: 0}";
        ran.clear();
        keep(time(MONDAY.plus(Duration.ofDays(1)), MONDAY.plus(Duration.ofDays(2))), _ -> BAD);
        assertThat(ran).hasSize(1);
    }

    @Test
    void whatIsWrongUseOrRefusedIsNotTriedAgain() {
        keep(time(MONDAY, MONDAY.plus(Duration.ofDays(1))), _ -> Ended.broken(2, "PolicyInvalid", "no such tier"));
        assertThat(ran).hasSize(1);
    }

    @Test
    void aRetryGivesWayToTheNextSlot() {
        tiers = "[{name: often, schedule: \"*/3 * * * *\"}]";
        keep(time(MONDAY, MONDAY.plusSeconds(500)), _ -> BAD);
        assertThat(ran)
                .containsExactly(
                        "often 2027-03-22T12:03:00Z",
                        "often 2027-03-22T12:03:00Z",
                        "often 2027-03-22T12:06:00Z",
                        "often 2027-03-22T12:06:00Z");
    }

    @Test
    void aRunThatWeBreakOffIsMadeUpFor() {
        var time = time(MONDAY, MONDAY.plus(Duration.ofDays(2)));
        keep(time, _ -> {
            time.endNow();
            return BAD;
        });
        assertThat(events.stream().map(Event::event)).contains(Journal.Kind.abandoned);
        assertThat(file.read().lastFailure()).isNull();
        var later = Instant.parse("2027-03-23T09:00:00Z");
        keep(time(later, later.plusSeconds(60)), _ -> GOOD);
        assertThat(ran).containsExactly("daily 2027-03-23T01:30:00Z", "daily 2027-03-23T01:30:00Z");
    }

    @Test
    void aRunThatKillsUsIsNotTriedForEver() {
        var now = Instant.parse("2027-03-23T01:29:00Z");
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
        for (var crash = 0; crash < 4; crash++) {
            now = now.plusSeconds(3600);
            var time = time(now, now.plusSeconds(60));
            assertThatThrownBy(() -> keep(time, _ -> {
                        throw new IllegalStateException("the power fails");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        keep(time(now, now.plusSeconds(60)), _ -> GOOD);
        assertThat(ran).hasSize(4).containsOnly("daily 2027-03-23T01:30:00Z");
        assertThat(messages()).anyMatch(m -> m.contains("was cut off"));
    }

    @Test
    void nothingRunsWhileSuspendedAndNothingIsMadeUpForAfterwards() {
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
        more = "  suspend: true";
        keep(time(MONDAY.plusSeconds(60), MONDAY.plus(Duration.ofDays(2))), _ -> GOOD);
        more = "";
        keep(time(MONDAY.plus(Duration.ofDays(2)), MONDAY.plus(Duration.ofDays(3))), _ -> GOOD);
        assertThat(ran).containsExactly("daily 2027-03-25T01:30:00Z");
    }

    @Test
    void anotherScheduleOwesNothingOfTheOldOne() {
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
        tiers = "[{name: daily, schedule: \"0 3 * * *\"}]";
        var noon = MONDAY.plus(Duration.ofDays(1));
        keep(time(noon, noon.plus(Duration.ofDays(1))), _ -> GOOD);
        assertThat(ran).containsExactly("daily 2027-03-24T03:00:00Z");
    }

    @Test
    void aClockSetBackALittleRepeatsNothing() {
        var time = time(MONDAY, MONDAY.plus(Duration.ofDays(1)))
                .set(Instant.parse("2027-03-23T01:40:00Z"), Duration.ofMinutes(-30));
        keep(time, _ -> GOOD);
        assertThat(ran).containsExactly("daily 2027-03-23T01:30:00Z");
    }

    @Test
    void aClockThatWasFarAheadStopsNothing() {
        var start = Instant.parse("2038-01-19T00:00:00Z");
        keep(time(start, start.plus(Duration.ofDays(1))), _ -> GOOD);
        keep(time(MONDAY, MONDAY.plus(Duration.ofDays(1))), _ -> GOOD);
        assertThat(ran).containsExactly("daily 2038-01-19T01:30:00Z", "daily 2027-03-23T01:30:00Z");
        assertThat(messages()).anyMatch(m -> m.contains("the clock was set back"));
    }

    @Test
    void aPolicyThatCannotBeReadLeavesTheScheduleAsItWas() {
        var policy = policy();
        var first = new boolean[] {true};
        var time = time(MONDAY, MONDAY.plus(Duration.ofDays(1)));
        new ScheduleRun(
                        () -> {
                            if (first[0]) {
                                first[0] = false;
                                return policy;
                            }
                            throw new AgentException(Reason.PolicyInvalid, "half written");
                        },
                        file,
                        runs(_ -> GOOD),
                        events::add,
                        time)
                .keep();
        assertThat(ran).hasSize(1);
        assertThat(messages().stream().filter(m -> m.startsWith("half written")))
                .hasSize(1);
    }

    @Test
    void aDrillIsRemembered() {
        more = "  drill: {schedule: \"0 4 * * *\"}";
        keep(time(MONDAY, MONDAY.plus(Duration.ofDays(1))), _ -> BAD);
        assertThat(ran).contains("drill 2027-03-23T04:00:00Z");
        assertThat(file.read().lastDrill().passed()).isFalse();
        assertThat(file.read().lastDrill().message()).isEqualTo("DatabaseUnreachable: nobody there");
    }

    @Test
    void onlyOneKeepsASchedule() {
        file.prepare();
        try (var _ = file.lock()) {
            assertThatThrownBy(() -> keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AlreadyRunning))
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " since ");
        }
        keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD);
    }

    @Test
    void aDamagedStateIsSaidWithWhatToDo() throws Exception {
        file.prepare();
        Files.writeString(folder.resolve("state/run.json"), "{\"duties\": {");
        assertThatThrownBy(() -> keep(time(MONDAY, MONDAY.plusSeconds(60)), _ -> GOOD))
                .hasMessageContaining("run.json is damaged")
                .hasMessageContaining("delete it");
    }

    private static FakeTime time(Instant start, Instant end) {
        return new FakeTime(start, end);
    }

    private void keep(FakeTime time, Function<Duty, Ended> result) {
        new ScheduleRun(this::policy, file, runs(result), events::add, time).keep();
    }

    /** Writes down which slot runs, from what is known of it before it begins. */
    private Runs runs(Function<Duty, Ended> result) {
        return (duty, _, _) -> {
            var open = file.read().duties().get(duty.key()).open();
            assertThat(open.running()).as("written down before it begins").isTrue();
            ran.add(duty.title() + " " + open.slot());
            return result.apply(duty);
        };
    }

    private List<String> messages() {
        return events.stream().map(Event::message).toList();
    }

    private Policy policy() {
        var yaml = folder.resolve("policy.yaml");
        try {
            Files.writeString(yaml, """
                    apiVersion: belay.dev/v1alpha1
                    kind: BackupPolicy
                    metadata: {name: shop}
                    spec:
                      database: {host: localhost, name: shop, credentials: {secretName: shop-db}}
                      repository: {volume: {path: /nowhere}}
                      encryption: {none: {}}
                      tiers: %s
                    %s
                    """.formatted(tiers, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PolicyFile.read(yaml);
    }
}
