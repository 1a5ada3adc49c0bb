package dev.belay.controller.policy;

import dev.belay.api.Backup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.List;

/**
 * What is to be done for a policy.
 *
 * @param apply children as they shall be
 * @param delete CronJobs of tiers that are no more
 * @param strangers kind and name of objects that stand where ours should, such as {@code CronJob shop-daily}
 * @param mark Backups whose data shall go with them
 * @param unmark Backups whose data shall not, any more
 */
record PolicyDecision(
        List<HasMetadata> apply,
        List<CronJob> delete,
        List<String> strangers,
        List<Backup> mark,
        List<Backup> unmark) {}
