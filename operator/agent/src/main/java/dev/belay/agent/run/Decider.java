package dev.belay.agent.run;

import dev.belay.agent.run.RunState.Open;
import dev.belay.agent.run.RunState.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what to run, from the schedule, the state and the time alone. Of the slots that passed while nothing could
 * run, the newest one of each duty is run late, and the older ones never: they would save the same database again.
 */
final class Decider {
    /** A clock that is set back by less must not run again what has run; one set back by more was wrong before. */
    static final Duration CLOCK_WAS_WRONG = Duration.ofHours(2);

    private final List<Duty> duties;
    private final Terms terms;

    Decider(List<Duty> duties, Terms terms) {
        this.duties = duties;
        this.terms = terms;
    }

    /**
     * What is to be done.
     *
     * @param state to keep from now on
     * @param due what to run now; null for nothing
     * @param wake when to look again at the latest; null for never
     * @param said what somebody who reads the log should know
     */
    record Decision(
            RunState state, @Nullable Due due, @Nullable Instant wake, List<String> said) {}

    /** A slot whose time has come. */
    record Due(Duty duty, Open open) {}

    Decision decide(RunState state, Instant now) {
        var said = new ArrayList<String>();
        var progress = new LinkedHashMap<String, Progress>();
        for (var duty : duties) {
            progress.put(duty.key(), progress(duty, state.duties().get(duty.key()), now, said));
        }
        var known = new RunState(progress, state.lastFailure(), state.lastDrill());
        var open = duties.stream()
                .flatMap(d -> opened(known, d).map(o -> new Due(d, o)).stream())
                .toList();
        var due = open.stream()
                .filter(d -> !d.open().notBeforeTime().isAfter(now))
                .min(Comparator.comparing(d -> d.open().slotTime())) // and of equal ones the first in the policy
                .orElse(null);
        return new Decision(known, due, wake(open, now), List.copyOf(said));
    }

    private Progress progress(Duty duty, @Nullable Progress before, Instant now, List<String> said) {
        if (before == null || !before.isOf(duty)) {
            return Progress.from(duty, now);
        }
        if (before.untilTime().isAfter(now.plus(CLOCK_WAS_WRONG))) {
            said.add(duty.title() + ": the clock was set back from " + before.until() + "; the schedule starts anew");
            return Progress.from(duty, now);
        }
        var newest = duty.newest(before.untilTime(), now);
        if (newest.isEmpty()) {
            return before.with(terms.suspended() ? null : open(duty, before.open(), now, said));
        }
        var slot = newest.get();
        if (terms.suspended()) {
            said.add(duty.title() + ": " + slot + " is left out, for the policy is suspended");
        } else if (terms.latestStart() != null && slot.plus(terms.latestStart()).isBefore(now)) {
            said.add(duty.title() + ": " + slot + " is left out: it was missed, and it is too late to start it"
                    + " (spec.jobTemplate.startingDeadlineSeconds)");
        } else {
            return new Progress(
                    duty.schedule(),
                    duty.timeZone(),
                    slot.toString(),
                    new Open(slot.toString(), 0, now.toString(), false));
        }
        return new Progress(duty.schedule(), duty.timeZone(), slot.toString(), null);
    }

    /** A slot of before: it runs no more, for only one of us does, and nobody decides while it runs. */
    private @Nullable Open open(Duty duty, @Nullable Open open, Instant now, List<String> said) {
        if (open == null) {
            return null;
        }
        if (open.running()) {
            var another = terms.allowAnother(open.attempts());
            said.add(duty.title() + ": the run of " + open.slot() + " was cut off, with this program or its machine; "
                    + (another ? "it begins again" : "it was the last of its attempts"));
            return another ? open.again(now) : null;
        }
        // What waits for a time that a wrong clock has set need not wait for it.
        return open.notBeforeTime().isAfter(now.plus(CLOCK_WAS_WRONG)) ? open.again(now) : open;
    }

    private static Optional<Open> opened(RunState state, Duty duty) {
        return Optional.ofNullable(state.duties().get(duty.key())).map(Progress::open);
    }

    private @Nullable Instant wake(List<Due> open, Instant now) {
        return Stream.concat(
                        open.stream().map(d -> d.open().notBeforeTime()),
                        duties.stream().flatMap(d -> d.next(now).stream()))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
