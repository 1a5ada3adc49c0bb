package dev.belay.controller.kube;

import dev.belay.api.Resource;
import dev.belay.controller.kube.Reporter.Reported;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Persists what is to be before it is done: after a crash, whoever finds no child knows that one was to be. */
public final class Intent<T, P extends Resource<?, T>> {
    private final Reporter reporter;
    private final Supplier<P> empty;

    /** @param empty makes a new object of the primary's kind, to be filled */
    public Intent(Reporter reporter, Supplier<P> empty) {
        this.reporter = reporter;
        this.empty = empty;
    }

    /**
     * Reports, and creates the child if there is to be one.
     *
     * @param child to be created once the status tells of it; empty where there is nothing to create
     * @param isIntended whether the status tells of the child already, and need not be written first
     * @param refused the status that says why the API server will not have the child
     * @return to come back soon where the child was refused
     */
    public UpdateControl<P> write(
            Context<P> context,
            Reported<T> before,
            Reported<T> after,
            Optional<? extends HasMetadata> child,
            boolean isIntended,
            Function<String, Reported<T>> refused) {
        UpdateControl<P> done = UpdateControl.noUpdate();
        if (child.isEmpty() || !isIntended) {
            reporter.report(context, empty.get(), before, after);
        }
        child.flatMap(wanted -> Children.create(context, wanted)).ifPresent(why -> {
            reporter.report(context, empty.get(), before, refused.apply(why));
            done.rescheduleAfter(Verdict.SOON);
        });
        return done;
    }

    /**
     * The same for an object whose work is one Job.
     *
     * @param after the status that follows, of why the API server will not have the Job
     * @return to come back when the verdict says so
     */
    public UpdateControl<P> write(
            Context<P> context,
            Verdict verdict,
            Reported<T> before,
            boolean isIntended,
            Function<Optional<String>, Reported<T>> after) {
        var done = write(
                context,
                before,
                after.apply(Optional.empty()),
                verdict.wanted(),
                isIntended,
                why -> after.apply(Optional.of(why)));
        verdict.again().ifPresent(done::rescheduleAfter);
        return done;
    }
}
