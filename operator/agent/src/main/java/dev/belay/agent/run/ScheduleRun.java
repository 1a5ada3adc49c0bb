package dev.belay.agent.run;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.run.Decider.Due;
import dev.belay.agent.run.Journal.Event;
import dev.belay.agent.run.Journal.Kind;
import dev.belay.agent.run.RunState.Open;
import dev.belay.agent.run.Runs.Ended;
import dev.belay.agent.run.Runs.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a policy's schedule until it is asked to end: one run after the other, each slot once, whatever the clock and
 * the machine do. What is begun is written down before, so that a run that was cut off is known as such.
 */
public final class ScheduleRun {
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration ON_TIME = Duration.ofMinutes(2);

    private final Supplier<Policy> policies;
    private final StateFile file;
    private final Runs runs;
    private final Journal journal;
    private final Time time;

    private RunState state = RunState.EMPTY;
    private String announced = "";
    private String trouble = "";

    /**
     * A schedule with its surroundings.
     *
     * @param policies reads the policy, as it is now
     */
    public ScheduleRun(Supplier<Policy> policies, StateFile file, Runs runs, Journal journal, Time time) {
        this.policies = policies;
        this.file = file;
        this.runs = runs;
        this.journal = journal;
        this.time = time;
    }

    /**
     * Runs what comes due, one after the other, until we are asked to end.
     *
     * @throws AgentException if it cannot even begin: AlreadyRunning, StateUnusable, PolicyInvalid
     */
    public void keep() {
        var policy = policies.get();
        file.prepare();
        try (var _ = file.lock()) {
            state = file.read();
            file.write(state); // now is the time to find out that it cannot be written
            tell(Kind.started, "keeping the schedule of " + policy.name());
            for (var going = true; going && !time.isEnding(); policy = current(policy)) {
                going = step(policy);
            }
            tell(Kind.stopped, "asked to end; the schedule of " + policy.name() + " is not kept any more");
        }
    }

    /** Runs what is due, or waits a little; false if we are asked to end. */
    private boolean step(Policy policy) {
        var terms = Terms.of(policy.spec());
        var now = time.now();
        var decision = new Decider(Duty.of(policy.spec()), terms).decide(state, now);
        decision.said().forEach(said -> tell(Kind.warning, said));
        remember(decision.state());
        if (decision.due() != null) {
            run(decision.due(), terms);
            return true;
        }
        announce(policy, now);
        return time.pass(decision.wake() == null ? A_DAY : Duration.between(now, decision.wake()));
    }

    private void run(Due due, Terms terms) {
        var open = due.open().begun();
        remember(due.duty(), open);
        var late = Duration.between(open.slotTime(), time.now()).compareTo(ON_TIME) > 0;
        about(due, Kind.begun, (late ? "late, " : "") + "attempt " + open.attempts(), null);
        var ended = runs.run(due.duty(), terms.deadline(), line -> about(due, Kind.output, line, null));
        if (!ended.isGood() && time.isEnding()) {
            remember(due.duty(), open.takenBack());
            about(due, Kind.abandoned, "given up, for we were asked to end; it runs at the next start", null);
            return;
        }
        remember(new Results(time.now()).in(state, due.duty(), ended));
        var again = ended.isGood() ? null : again(open, ended, terms);
        remember(due.duty(), again);
        about(due, ended.isGood() ? Kind.succeeded : Kind.failed, words(ended, again), ended);
    }

    private @Nullable Open again(Open open, Ended ended, Terms terms) {
        return ended.mayPass() && terms.allowAnother(open.attempts())
                ? open.again(time.now().plus(Results.backoff(open.attempts())))
                : null;
    }

    private static String words(Ended ended, @Nullable Open again) {
        if (ended.error() == null) {
            return "done";
        }
        return ended.error().reason() + ": " + ended.error().message()
                + (again == null ? "; the next slot is the next try" : "; to be tried again at " + again.notBefore());
    }

    /** The policy as it stands in its file now; as it was while that cannot be read. */
    private Policy current(Policy before) {
        try {
            var policy = policies.get();
            trouble = "";
            return policy.name().equals(before.name()) ? policy : before; // the lock is that of the old name
        } catch (AgentException e) {
            if (!e.text().equals(trouble)) {
                trouble = e.text();
                tell(Kind.warning, e.text() + "; the schedule stays as it was");
            }
            return before;
        }
    }

    private void announce(Policy policy, Instant now) {
        var next = policy.spec().isSuspended()
                ? "nothing: the policy is suspended (spec.suspend)"
                : Duty.of(policy.spec()).stream()
                        .flatMap(d -> d.next(now).map(t -> t + " " + d.title()).stream())
                        .min(Comparator.naturalOrder())
                        .orElse("nothing");
        if (!next.equals(announced)) {
            announced = next;
            tell(Kind.next, "next: " + next);
        }
    }

    private void remember(Duty duty, @Nullable Open open) {
        var progress = state.duties().get(duty.key());
        if (progress != null) {
            remember(state.with(duty, progress.with(open)));
        }
    }

    /** A backup is worth more than a note of it: what cannot be written now is a warning. */
    private void remember(RunState next) {
        if (next.equals(state)) {
            return;
        }
        state = next;
        try {
            file.write(next);
        } catch (AgentException e) {
            tell(Kind.warning, e.text());
        }
    }

    private void tell(Kind kind, String message) {
        journal.tell(Event.of(time.now(), kind, message));
    }

    private void about(Due due, Kind kind, String message, @Nullable Ended ended) {
        journal.tell(new Event(
                time.now().toString(),
                kind,
                due.duty().title(),
                due.open().slot(),
                message,
                ended == null ? null : ended.report()));
    }
}
