package dev.belay.controller.chaos;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Watches every Job from its creation, past the operator, and writes down what must never happen. */
final class Ledger implements ResourceEventHandler<Job>, AutoCloseable {
    private final Stage stage;
    private final Kubelet kubelet;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> begun = ConcurrentHashMap.newKeySet();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Set<String> listing = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> jobsOf = new ConcurrentHashMap<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final SharedIndexInformer<Job> informer;
    private Instant lastEnd = Instant.MIN;

    Ledger(Stage stage, Kubelet kubelet) {
        this.stage = stage;
        this.kubelet = kubelet;
        informer = stage.cluster()
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(stage.namespace())
                .inform(this);
    }

    /** What was broken; empty if every promise held. */
    List<String> faults() {
        jobsOf.forEach((requester, jobs) -> {
            if (jobs.size() > 1) {
                faults.add(requester + " was run " + jobs.size() + " times: " + jobs);
            }
        });
        return List.copyOf(faults);
    }

    int jobs() {
        return seen.size();
    }

    /** How many Jobs migrated. */
    int migrations() {
        return begun.size();
    }

    @Override
    public void onAdd(Job job) {
        if (seen.add(job.getMetadata().getUid())) {
            requester(job, jobsOf);
        }
        look(job);
    }

    @Override
    public void onUpdate(Job before, Job now) {
        look(now);
    }

    @Override
    public void onDelete(Job job, boolean unknown) {
        running.remove(job.getMetadata().getName());
        listing.remove(job.getMetadata().getName());
    }

    private static void requester(Job job, Map<String, Set<String>> jobsOf) {
        var annotations = job.getMetadata().getAnnotations();
        var uid = annotations == null ? null : annotations.get(Labels.REQUESTED_BY_UID);
        if (uid == null && isMigration(job)) {
            uid = job.getMetadata().getOwnerReferences().getFirst().getUid();
        }
        if (uid != null && !isSync(job)) { // a policy's repository is listed again and again
            jobsOf.computeIfAbsent(uid, unused -> ConcurrentHashMap.newKeySet())
                    .add(job.getMetadata().getName());
        }
    }

    private synchronized void look(Job job) {
        var name = job.getMetadata().getName();
        if (isSync(job) && isOver(job)) {
            listing.remove(name);
        } else if (isSync(job) && listing.add(name) && listing.size() > 1) {
            faults.add("a repository was listed twice at once: " + listing);
        }
        var suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
        if (suspended || !(isGated(job) || isMigration(job))) {
            return;
        }
        if (begun.add(job.getMetadata().getUid())) {
            var backup = isGated(job) ? annotation(job, Labels.GATE_BACKUP) : backupOf(job);
            if (backup == null || !kubelet.hasSaved(backup)) {
                faults.add("Job " + name + " ran ahead of its backup " + backup);
            }
            if (backup != null && isFromBefore(lastEnd, backup)) {
                faults.add("Job " + name + " ran behind backup " + backup + ", from before another migration's end");
            }
            if (!running.isEmpty()) {
                faults.add("Job " + name + " ran beside " + running);
            }
            running.add(name);
        }
        if (isOver(job) && running.remove(name)) {
            job.getStatus().getConditions().stream()
                    .map(one -> Instant.parse(one.getLastTransitionTime()))
                    .filter(lastEnd::isBefore)
                    .max(Comparator.naturalOrder())
                    .ifPresent(end -> lastEnd = end);
        }
    }

    /** Both times are the cluster's own, to the second. */
    private boolean isFromBefore(Instant end, String backup) {
        return stage.find(Backup.class, backup)
                .filter(found -> Instant.parse(found.getMetadata().getCreationTimestamp())
                        .isBefore(end))
                .isPresent();
    }

    private String backupOf(Job job) {
        var owner = job.getMetadata().getOwnerReferences().getFirst().getName();
        return stage.find(Migration.class, owner)
                .map(migration -> migration.getStatus() == null
                        ? null
                        : migration.getStatus().backup())
                .orElse(null);
    }

    private static boolean isMigration(Job job) {
        return "migration".equals(label(job, Labels.TASK));
    }

    private static boolean isSync(Job job) {
        return "sync".equals(label(job, Labels.TASK));
    }

    private static boolean isGated(Job job) {
        return label(job, Labels.GATE) != null;
    }

    static boolean isOver(Job job) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(one ->
                                Set.of("Complete", "Failed").contains(one.getType()) && "True".equals(one.getStatus()));
    }

    private static String label(HasMetadata object, String name) {
        var labels = object.getMetadata().getLabels();
        return labels == null ? null : labels.get(name);
    }

    private static String annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : new TreeMap<>(annotations).get(name);
    }

    @Override
    public void close() {
        informer.close();
    }
}
