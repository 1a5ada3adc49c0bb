package dev.belay.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random schedules over weeks with clocks being set, machines that are off, and runs that take their time. The true time
 * decides what was right: no slot runs twice, none runs before its time, and whenever the program has been up for a while
 * and the clock is right, the newest slot of each duty has been run.
 */
class ScheduleHistoryTest {
    private static final List<String> SCHEDULES = List.of(
            "30 2 * * *", "0 * * * *", "*/30 * * * *", "15 1-3 * * *", "0 3 * * 0", "45 23 * * *", "0 */2 * * *");
    private static final List<String> ZONES = List.of(
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tokyo");

    private final Random random = new Random();

    @RepeatedTest(10)
    void everySlotRunsOnceOrIsMadeUpForByALaterOne() {
        var seed = random.nextLong();
        random.setSeed(seed);
        var duties = List.of(duty("a"), duty("b"));
        var decider = new Decider(duties, new Terms(false, null, Duration.ofHours(6), 0));
        var ran = new HashMap<Duty, List<Instant>>(
                Map.of(duties.get(0), new ArrayList<>(), duties.get(1), new ArrayList<>()));
        var start = Instant.parse(random.nextBoolean() ? "2027-03-20T00:00:00Z" : "2027-10-25T00:00:00Z");
        var now = start;
        var state = decider.decide(RunState.EMPTY, now).state();
        for (var step = 0; step < 500; step++) {
            now = now.plusSeconds(
                    switch (random.nextInt(40)) {
                        case 0 -> random.nextInt(3 * 86400); // off
                        case 1 -> random.nextInt(6000); // a long run, or asleep
                        default -> 1 + random.nextInt(300);
                    });
            var seen = random.nextInt(20) == 0 ? now.minusSeconds(random.nextInt(7000)) : now; // set back for a moment
            var decision = decider.decide(state, seen);
            state = decision.state();
            if (decision.due() != null) {
                var due = decision.due();
                var slot = due.open().slotTime();
                assertThat(slot).as("seed %d: before its time", seed).isBeforeOrEqualTo(now);
                ran.get(due.duty()).add(slot);
                state = state.with(
                        due.duty(), state.duties().get(due.duty().key()).with(null));
            } else if (seen.equals(now)) {
                for (var duty : duties) {
                    var newest = duty.newest(start, now);
                    if (newest.isPresent()) {
                        assertThat(ran.get(duty))
                                .as("seed %d, %s at %s", seed, duty, now)
                                .last()
                                .isEqualTo(newest.get());
                    }
                }
            }
        }
        for (var duty : duties) {
            var slots = ran.get(duty);
            assertThat(new HashSet<>(slots)).as("seed %d: none twice", seed).hasSameSizeAs(slots);
            assertThat(slots).as("seed %d: in order", seed).isSorted();
            assertThat(slots).as("seed %d: slots of its schedule", seed).allMatch(s -> isSlot(duty, s));
        }
    }

    private Duty duty(String tier) {
        return new Duty(
                tier,
                SCHEDULES.get(random.nextInt(SCHEDULES.size())),
                ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))).getId());
    }

    private static boolean isSlot(Duty duty, Instant slot) {
        return duty.next(slot.minusMillis(1)).filter(slot::equals).isPresent();
    }
}
