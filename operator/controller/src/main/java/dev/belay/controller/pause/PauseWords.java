package dev.belay.controller.pause;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.controller.pause.PauseDecision.CronJobSaying;
import dev.belay.controller.pause.PauseDecision.Pause;
import dev.belay.controller.pause.PauseDecision.PodSaying;
import dev.belay.controller.pause.PauseDecision.Sayings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses what is to be said on pods and CronJobs. Another policy's pause stays on them until that one is over. */
final class PauseWords {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private PauseWords() {}

    static Sayings<PodSaying> onPods(BackupPolicy policy, Optional<Pause> pause, List<Pod> pods) {
        var words = pause.map(PauseWords::words).orElse(Map.of());
        var selector = policy.getSpec().pause() == null
                ? null
                : policy.getSpec().pause().podSelector();
        var say = new ArrayList<PodSaying>();
        var paused = 0;
        for (var pod : pods) {
            if (pause.isPresent() && isSelected(selector, pod) && !isEnded(pod)) {
                paused++;
                if (isFreeFor(policy, pod)
                        && !(isBy(policy, pod) && Marks.said(pod).equals(words))) {
                    say.add(new PodSaying(pod, words));
                }
            } else if (isBy(policy, pod)) {
                say.add(new PodSaying(pod, Map.of()));
            }
        }
        return new Sayings<>(List.copyOf(say), paused);
    }

    static Sayings<CronJobSaying> onCronJobs(BackupPolicy policy, Optional<Pause> pause, List<CronJob> cronJobs) {
        var words = pause.map(PauseWords::words).orElse(Map.of());
        var selector = policy.getSpec().pause() == null
                ? null
                : policy.getSpec().pause().suspendCronJobs();
        var say = new ArrayList<CronJobSaying>();
        var paused = 0;
        for (var cronJob : cronJobs) {
            var ours = isBy(policy, cronJob);
            var suspended = Boolean.TRUE.equals(cronJob.getSpec().getSuspend());
            if (pause.isPresent() && isSelected(selector, cronJob) && !isBelays(cronJob)) {
                // One that was suspended before is somebody else's doing; one that is ours and runs was resumed by
                // hand.
                var isTaken = !ours && (suspended || !isFreeFor(policy, cronJob));
                if (!isTaken) {
                    var hold = !ours || suspended;
                    paused += hold ? 1 : 0;
                    if (!ours || !Marks.said(cronJob).equals(words)) {
                        say.add(new CronJobSaying(cronJob, words, hold));
                    }
                }
            } else if (ours) {
                say.add(new CronJobSaying(cronJob, Map.of(), false));
            }
        }
        return new Sayings<>(List.copyOf(say), paused);
    }

    private static boolean isSelected(@Nullable LabelSelector selector, HasMetadata target) {
        return selector != null
                && !target.isMarkedForDeletion()
                && Selectors.matches(selector, target.getMetadata().getLabels());
    }

    private static boolean isEnded(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getPhase() != null
                && ENDED.contains(pod.getStatus().getPhase());
    }

    /** Backups and drills go on: a provider that refuses is no reason to stop saving. */
    private static boolean isBelays(CronJob cronJob) {
        var labels = cronJob.getMetadata().getLabels();
        return labels != null && labels.containsKey(Labels.POLICY);
    }

    private static boolean isBy(BackupPolicy policy, HasMetadata target) {
        return Marks.pausedBy(target)
                .filter(policy.getMetadata().getName()::equals)
                .isPresent();
    }

    private static boolean isFreeFor(BackupPolicy policy, HasMetadata target) {
        return Marks.pausedBy(target).isEmpty() || isBy(policy, target);
    }

    private static Map<String, String> words(Pause pause) {
        var words = new HashMap<String, String>();
        words.put(Labels.PAUSED, "true");
        words.put(Labels.PAUSED_REASON, pause.reason());
        words.put(Labels.PAUSED_SINCE, pause.since());
        if (pause.until() != null) {
            words.put(Labels.PAUSED_UNTIL, pause.until());
        }
        return words;
    }
}
