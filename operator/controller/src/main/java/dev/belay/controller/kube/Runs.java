package dev.belay.controller.kube;

import dev.belay.controller.run.Run;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.RunReader;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.function.Predicate;

/** Looks at the one Job of a primary resource. */
public final class Runs {
    private Runs() {}

    /**
     * Looks.
     *
     * @param isOurs tells the primary's Job from a stranger's of that name
     */
    public static Run observe(
            Context<? extends HasMetadata> context, String jobName, Predicate<Job> isOurs, Instant now) {
        var primary = context.getPrimaryResource();
        var job = context.getSecondaryResourcesAsStream(Job.class)
                .filter(one -> jobName.equals(one.getMetadata().getName()))
                .findFirst()
                // The informer may lag behind our own creation, and never holds a stranger's Job.
                .or(() -> Children.read(
                        context.getClient(), Job.class, primary.getMetadata().getNamespace(), jobName));
        if (job.isEmpty()) {
            return new Run.Absent();
        }
        if (!isOurs.test(job.get())) {
            return new Run.Foreign();
        }
        var pods = context.getSecondaryResourcesAsStream(Pod.class)
                .filter(pod -> RunNames.isOf(pod, jobName))
                .toList();
        return RunReader.read(job.get(), pods, now);
    }
}
