package dev.belay.controller.run;

import dev.belay.api.status.Phase;
import dev.belay.controller.status.Progress;
import dev.belay.controller.status.Said;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an object stands whose work is one Job, until that Job has ended.
 *
 * @param job its name, once it is to be
 */
public record Unfinished(Phase phase, @Nullable String job, Said said) {

    /**
     * Tells.
     *
     * @param verdict none of {@link Verdict.Over}, {@link Verdict.Succeed} and {@link Verdict.Fail}
     * @param refusal why the API server would not have the Job
     */
    public static Unfinished of(Verdict verdict, String job, Optional<String> refusal) {
        return switch (verdict) {
            case Verdict.Wait wait ->
                new Unfinished(
                        Phase.Pending,
                        null,
                        Progress.not(wait.missing().reason(), wait.missing().message()));
            case Verdict.Start ignored ->
                new Unfinished(
                        Phase.Pending,
                        job,
                        refusal.map(why -> Progress.refused("Job " + job, why))
                                .orElseGet(() -> Progress.starting(job)));
            case Verdict.Follow follow -> new Unfinished(Phase.Running, job, following(follow, job));
            case Verdict.AwaitReport ignored -> new Unfinished(Phase.Running, job, Progress.running(job));
            default -> throw new IllegalArgumentException("it has ended: " + verdict);
        };
    }

    private static Said following(Verdict.Follow follow, String job) {
        var trouble = follow.trouble();
        return trouble == null ? Progress.running(job) : Progress.not(trouble.reason(), trouble.message());
    }
}
