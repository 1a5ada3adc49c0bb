package dev.belay.controller.backup;

import dev.belay.api.Backup;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.GoneMarks;
import dev.belay.controller.kube.PurgeMarks;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the end of a run means for the other Backups of its policy. Done a second time it changes nothing. */
final class Aftermath {
    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);

    private final SharedBackups backups;

    Aftermath(SharedBackups backups) {
        this.backups = backups;
    }

    /**
     * What its retention deleted counts for nothing any more. To be said before the run's own end is: nobody looks at a
     * run again whose end is told, and until the next list of the repository its victims would go on opening gates.
     */
    void beforeItIsTold(Context<Backup> context, Backup ended, Verdict verdict, Instant now) {
        if (verdict instanceof Verdict.Succeed good && good.report() != null) {
            var ofPolicy = backups.ofSamePolicy(ended);
            Obsolete.deleted(ended, good.report(), ofPolicy)
                    .forEach(old -> unlessRefused(old, () -> PurgeMarks.deleteRecord(context, old)));
            Obsolete.gone(good.report(), ofPolicy)
                    .forEach(old -> unlessRefused(old, () -> GoneMarks.put(context.getClient(), old, now)));
        }
    }

    /**
     * Records that say a second time what another one says, this one perhaps, or are too many. One that a crash leaves
     * does no harm: the next list, or the tier's next run, ends it.
     */
    void afterwards(Context<Backup> context, Backup ended, Verdict verdict) {
        if (verdict instanceof Verdict.Succeed good && good.report() != null) {
            Obsolete.twins(ended, good.report(), backups.ofSamePolicy(ended))
                    .forEach(old -> PurgeMarks.deleteRecord(context, old));
        }
        if (verdict instanceof Verdict.Succeed || verdict instanceof Verdict.Fail) {
            var ofTier = backups.ofSamePolicy(ended).stream()
                    .filter(other -> Objects.equals(
                            ended.getSpec().tier(), other.getSpec().tier()))
                    .toList();
            HistoryBounds.beyond(ofTier).forEach(old -> PurgeMarks.deleteRecord(context, old));
        }
    }

    /** What the API server will never have must not keep the run's end from being told; what may pass is tried again. */
    private static void unlessRefused(Backup old, Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            LOG.warn("Backup {} still counts: {}", old.getMetadata().getName(), Children.refusal(e));
        }
    }
}
