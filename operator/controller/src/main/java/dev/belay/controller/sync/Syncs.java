package dev.belay.controller.sync;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.api.run.RunReport;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.GoneMarks;
import dev.belay.controller.kube.PodLogs;
import dev.belay.controller.kube.PurgeMarks;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.RunReader;
import dev.belay.controller.run.Task;
import dev.belay.controller.run.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the Backup objects of policies in step with what their repositories hold. */
public final class Syncs {
    private final AgentImage image;
    private final SimpleInboundEventSource<BackupPolicy> woken = new SimpleInboundEventSource<>("sync-turns");
    private final SyncTurns turns = new SyncTurns(woken::propagateEvent);

    public Syncs(AgentImage image) {
        this.image = image;
    }

    /** By which policies are woken whose turn it is. */
    public EventSource<?, BackupPolicy> turns() {
        return woken;
    }

    /**
     * How a sync stands.
     *
     * @param again when to look at it though nothing has happened
     */
    public record Step(@Nullable Sync status, Optional<Instant> again) {}

    /**
     * Goes on with it.
     *
     * @param canRun whether a Job of the policy could do its work
     */
    public Step step(Context<BackupPolicy> context, boolean canRun, Instant now) {
        var policy = context.getPrimaryResource();
        var id = ResourceID.fromResource(policy);
        var order = SyncOrder.of(policy);
        var job = newest(context)
                .filter(one -> order.known() == null
                        || !one.getMetadata().getName().equals(order.known().job()));
        if (job.isPresent()) {
            var pods = pods(context, job.get());
            var verdict = Verdict.ofAgent(
                    RunReader.read(job.get(), pods, now),
                    job.get().getMetadata().getName(),
                    now);
            turns.hold(id);
            return follow(context, order, job.get(), verdict, now);
        }
        turns.release(id);
        if (!canRun || order.due().isAfter(now)) {
            return new Step(order.known(), canRun ? Optional.of(order.due()) : Optional.empty());
        }
        if (!turns.take(id, other -> context.getPrimaryCache().get(other).isPresent())) {
            return new Step(order.known(), Optional.empty());
        }
        var refusal = Children.create(context, order.job(image));
        return new Step(
                SyncStatuses.onItsWay(
                        order.known(),
                        refusal.map(why -> "The API server refused its Job: " + why)
                                .orElse(null)),
                refusal.map(why -> now.plus(SyncOrder.FIRST_RETRY)));
    }

    private Step follow(Context<BackupPolicy> context, SyncOrder order, Job job, Verdict verdict, Instant now) {
        Sync status =
                switch (verdict) {
                    case Verdict.Follow follow ->
                        SyncStatuses.onItsWay(
                                order.known(),
                                follow.trouble() == null
                                        ? null
                                        : follow.trouble().message());
                    case Verdict.Succeed good -> listed(context, order, job, good.report(), now);
                    case Verdict.Fail bad ->
                        SyncStatuses.failed(order.known(), job, bad.reason() + ": " + bad.message(), now);
                    default -> order.known();
                };
        if (verdict instanceof Verdict.Succeed || verdict instanceof Verdict.Fail) {
            turns.release(ResourceID.fromResource(order.policy()));
            return new Step(
                    status,
                    Optional.of(new SyncOrder(order.policy(), order.repository(), order.requested(), status).due()));
        }
        return new Step(status, verdict.again().map(now::plus));
    }

    private static Sync listed(
            Context<BackupPolicy> context, SyncOrder order, Job job, @Nullable RunReport report, Instant now) {
        if (report == null || report.listing() == null) {
            return SyncStatuses.failed(
                    order.known(),
                    job,
                    "Its Job's report tells of no list: see that its image is Belay's "
                            + "agent of the operator's version.",
                    now);
        }
        var pod = pods(context, job).stream()
                .max(Comparator.comparing(one -> one.getMetadata().getCreationTimestamp()));
        var log = pod.isEmpty()
                ? new PodLogs.Log.Unread(
                        "The pod of the Job " + job.getMetadata().getName() + " is gone, and its list with it.")
                : PodLogs.read(context.getClient(), pod.get());
        return switch (log) {
            case PodLogs.Log.Unread unread -> SyncStatuses.failed(order.known(), job, unread.why(), now);
            case PodLogs.Log.Text text -> {
                var listing = Listing.of(text.text(), report.listing());
                var backups = List.copyOf(context.getSecondaryResources(Backup.class));
                var plan = SyncPlan.of(order.policy(), listing, Instant.parse(report.startedAt()), backups);
                yield carryOut(context, plan, now)
                        .map(refusal -> SyncStatuses.failed(
                                order.known(), job, "The API server refused a record: " + refusal, now))
                        .orElseGet(() -> SyncStatuses.listed(job, listing, plan.records(), now));
            }
        };
    }

    private static Optional<String> carryOut(Context<BackupPolicy> context, SyncPlan plan, Instant now) {
        for (var record : plan.create()) {
            var refusal = Children.create(context, record);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        plan.gone().forEach(backup -> GoneMarks.put(context.getClient(), backup, now));
        plan.back().forEach(backup -> GoneMarks.take(context.getClient(), backup));
        plan.delete().forEach(record -> PurgeMarks.deleteRecord(context, record));
        return Optional.empty();
    }

    private static Optional<Job> newest(Context<BackupPolicy> context) {
        Comparator<Job> byAge = Comparator.comparing(job -> job.getMetadata().getCreationTimestamp());
        return context.getSecondaryResourcesAsStream(Job.class)
                .filter(job -> RunNames.isTask(job, Task.SYNC))
                .max(byAge.thenComparing(job -> job.getMetadata().getName()));
    }

    private static List<Pod> pods(Context<BackupPolicy> context, Job job) {
        return context.getSecondaryResourcesAsStream(Pod.class)
                .filter(pod -> RunNames.isOf(pod, job.getMetadata().getName()))
                .toList();
    }
}
