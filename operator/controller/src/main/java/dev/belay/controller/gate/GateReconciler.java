package dev.belay.controller.gate;

import dev.belay.api.Backup;
import dev.belay.api.status.Condition;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Events;
import dev.belay.controller.kube.GatedJobs;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.kube.Turns;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Resumes a Job that was created suspended and labelled {@code belay.dev/gate}, and only behind a good backup. */
public final class GateReconciler implements Reconciler<Job> {
    private static final String GATE_OPEN = "GateOpen";

    private final GateObserver observer = new GateObserver();
    private final GatedJobs jobs;
    private final SharedBackups backups;
    private final Turns turns;
    private final Events events;
    private final InstantSource clock;

    public GateReconciler(GatedJobs jobs, SharedBackups backups, Turns turns, Events events, InstantSource clock) {
        this.backups = backups;
        this.jobs = jobs;
        this.turns = turns;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public UpdateControl<Job> reconcile(Job job, Context<Job> context) {
        GateDecider.passed(job).ifPresent(passed -> say(job, passed));
        if (!GateDecider.isWaiting(job)) {
            return UpdateControl.noUpdate();
        }
        return turns.at(job, GateNames.policy(job), turn -> {
            var step = GateDecider.decide(observer.observe(job, context.getClient()), turn, clock.instant());
            return act(job, step, context);
        });
    }

    private UpdateControl<Job> act(Job job, GateStep step, Context<Job> context) {
        switch (step) {
            case GateStep.Pass ignored -> {
                return UpdateControl.noUpdate();
            }
            case GateStep.AskForBackup ask -> ask(job, ask.backup(), context);
            case GateStep.Hold hold -> say(job, hold);
            case GateStep.Resume resume -> {
                var message = "Backup " + resume.backup() + " succeeded; the Job is resumed.";
                if (jobs.say(job, Reason.BackupSucceeded.name(), message, resume.backup(), true)) {
                    publish(job, "True", Reason.BackupSucceeded, message);
                }
                return UpdateControl.noUpdate();
            }
        }
        var done = UpdateControl.<Job>noUpdate();
        GateDecider.again(step, job).ifPresent(done::rescheduleAfter);
        return done;
    }

    /** Says it first: after a crash, whoever looks must see that the turn is taken. */
    private void ask(Job job, Backup backup, Context<Job> context) {
        var name = backup.getMetadata().getName();
        var hadAsked = GateDecider.hasAsked(job);
        if (!hadAsked) {
            say(job, GateDecider.await(name));
        }
        Children.create(context, backup)
                .ifPresentOrElse(
                        why -> say(
                                job,
                                new GateStep.Hold(
                                        Reason.ApplyRefused, "The API server refused the Backup: " + why, name)),
                        () -> {
                            if (hadAsked) {
                                say(job, GateDecider.await(name));
                            }
                        });
    }

    private void say(Job job, GateStep.Hold hold) {
        if (jobs.say(job, hold.reason().name(), hold.message(), hold.backup(), false)) {
            publish(job, "False", hold.reason(), hold.message());
        }
    }

    private void publish(Job job, String status, Reason reason, String message) {
        var generation = Objects.requireNonNullElse(job.getMetadata().getGeneration(), 0L);
        events.publish(
                job,
                new Condition(
                        GATE_OPEN, status, reason.name(), message, generation, Conditions.timestamp(clock.instant())));
    }

    @Override
    public List<EventSource<?, Job>> prepareEventSources(EventSourceContext<Job> context) {
        return List.of(backups.requested(GateNames.ORIGIN));
    }
}
