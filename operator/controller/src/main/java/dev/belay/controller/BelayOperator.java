package dev.belay.controller;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.status.Phase;
import dev.belay.controller.backup.BackupReconciler;
import dev.belay.controller.backup.ScheduledRunReconciler;
import dev.belay.controller.gate.GateReconciler;
import dev.belay.controller.kube.Children;
import dev.belay.controller.kube.Events;
import dev.belay.controller.kube.GatedJobs;
import dev.belay.controller.kube.Informers;
import dev.belay.controller.kube.PausedObjects;
import dev.belay.controller.kube.Reporter;
import dev.belay.controller.kube.Secrets;
import dev.belay.controller.kube.SharedBackups;
import dev.belay.controller.kube.Slim;
import dev.belay.controller.kube.SlimStore;
import dev.belay.controller.kube.Turns;
import dev.belay.controller.metrics.ObjectMetrics;
import dev.belay.controller.metrics.ReconcileMetrics;
import dev.belay.controller.migration.MigrationReconciler;
import dev.belay.controller.pause.PauseReconciler;
import dev.belay.controller.policy.PolicyReconciler;
import dev.belay.controller.restore.RestoreReconciler;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slices put together, on one client. */
public final class BelayOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BelayOperator.class);
    static final String LEASE = "belay-operator";
    private static final int RECONCILE_THREADS = 8;
    private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(5);
    /** With tens of thousands of objects and an API server that is short of CPU. */
    private static final Duration LISTED_WITHIN = Duration.ofMinutes(5);

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Settings settings;
    private final Runnable onLeadLost;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Operator operator;
    private volatile boolean stopping;

    /**
     * The slices put together.
     *
     * @param metrics to which ours are added
     * @param onLeadLost ends the process: two leaders must never work at once
     */
    public BelayOperator(
            KubernetesClient client,
            Settings settings,
            InstantSource clock,
            PrometheusRegistry metrics,
            Runnable onLeadLost) {
        this.client = client;
        this.settings = settings;
        this.onLeadLost = onLeadLost;
        this.clock = clock;
        this.secrets = new Secrets(client);
        var reconciles = new ReconcileMetrics(metrics);
        this.operator = new Operator(configuration -> configure(configuration, reconciles));
        var events = new Events(client, settings.replica().name(), clock);
        var reporter = new Reporter(events, Children.MANAGER);
        var turns = new Turns(client);
        var image = settings.image();
        var records = new SharedBackups(clock);
        var objects = new ObjectMetrics(metrics);
        var policySlice = new PolicyReconciler(
                image, settings.seesSecrets() ? Optional.of(secrets) : Optional.empty(), records, reporter, clock);
        var pauseSlice = new PauseReconciler(
                new PausedObjects(client, settings.namespaces()),
                new Reporter(events, PausedObjects.MANAGER),
                clock,
                settings.services(),
                HEALTH_INTERVAL);
        var policies = register(
                "policy",
                new PolicySlices(List.of(policySlice, pauseSlice)),
                // An annotation asks for a sync; our own writes to the status say nothing new, one that took it does.
                configuration -> configuration
                        .withGenerationAware(false)
                        .withOnUpdateFilter(
                                (now, before) -> Informers.saysAnotherThing(now, before) || now.getStatus() == null));
        var backups = this.<Backup>register(
                "backup",
                new BackupReconciler(image, records, reporter, clock),
                // Of those that are deleted, too: some take their data along. Of the many that are over nothing is to
                // do.
                configuration ->
                        configuration.withTriggerReconcilerOnAllEvents(true).withOnAddFilter(added -> !isOver(added)));
        this.<Job>register(
                "scheduled-run",
                new ScheduledRunReconciler(),
                configuration -> configuration.withLabelSelector(Labels.TASK + "=" + Task.BACKUP.label()));
        register("restore", new RestoreReconciler(image, reporter, clock));
        register("migration", new MigrationReconciler(records, reporter, turns, clock));
        var gated = this.<Job>register(
                "gate",
                new GateReconciler(new GatedJobs(client), records, turns, events, clock),
                configuration -> configuration.withLabelSelector(Labels.GATE));
        objects.policies(policies);
        objects.backups(backups);
        objects.gatedJobs(gated);
    }

    public void start() {
        secrets.started(clock.instant());
        operator.start();
    }

    /** Whether this replica works, or waits for the lead with all it needs. */
    public boolean isReady() {
        return operator.getRuntimeInfo().isStarted()
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    @Override
    public void close() {
        stopping = true;
        operator.stop();
        settings.replica().lease().ifPresent(this::release);
    }

    /** So that another replica need not wait until the Lease runs out: the library's own release comes too late. */
    private void release(String namespace) {
        var lease = client.leases().inNamespace(namespace).withName(LEASE);
        try {
            var held = lease.get();
            if (held != null && settings.replica().name().equals(held.getSpec().getHolderIdentity())) {
                held.getSpec().setHolderIdentity("");
                lease.patch(held); // only as it was read: whoever has taken it meanwhile keeps it
            }
        } catch (KubernetesClientException e) {
            LOG.warn("the Lease {} was not given back; it runs out by itself: {}", LEASE, e.getMessage());
        }
    }

    private void configure(ConfigurationServiceOverrider configuration, ReconcileMetrics metrics) {
        configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withResourceCloner(new SharingCloner())
                .withConcurrentReconciliationThreads(RECONCILE_THREADS)
                .withCacheSyncTimeout(LISTED_WITHIN)
                .withReconciliationTerminationTimeout(FINISH_WITHIN)
                .withUseSSAToPatchPrimaryResource(true);
        settings.replica()
                .lease()
                .ifPresent(namespace -> configuration.withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                                .withLeaseNamespace(namespace)
                                .withIdentity(settings.replica().name())
                                .withExitOnStopLeading(false)
                                .withLeaderCallbacks(new LeaderCallbacks(
                                        () -> secrets.started(clock.instant()), this::leadLost, leader -> {}))
                                .build()));
    }

    private static boolean isOver(Backup backup) {
        return Phase.isOver(backup.status().map(BackupStatus::phase).orElse(null)) && !backup.isMarkedForDeletion();
    }

    private void leadLost() {
        if (!stopping) {
            onLeadLost.run();
        }
    }

    private <P extends HasMetadata> Supplier<Stream<P>> register(String name, Reconciler<P> reconciler) {
        return register(name, reconciler, configuration -> {});
    }

    /** Returns what the reconciler's informer has at hand; nothing where another replica has the lead. */
    private <P extends HasMetadata> Supplier<Stream<P>> register(
            String name, Reconciler<P> reconciler, Consumer<ControllerConfigurationOverrider<P>> more) {
        Consumer<ControllerConfigurationOverrider<P>> common = configuration -> {
            configuration
                    .withName(name)
                    .withFieldManager(Children.MANAGER)
                    .withInformerListLimit(Informers.PAGE)
                    .withItemStore(SlimStore.of(settings.namespaces(), Slim::primary))
                    .withRetry(retry());
            if (!settings.namespaces().isEmpty()) {
                configuration.settingNamespaces(settings.namespaces());
            }
        };
        var controller = (Controller<P>) operator.register(reconciler, common.andThen(more));
        return () -> {
            var source = controller.getEventSourceManager().getControllerEventSource();
            return source.isRunning() ? source.list(any -> true) : Stream.empty();
        };
    }

    /** For ever, but ever more seldom: an API server that is away for an hour must not need a restart of ours. */
    private static GenericRetry retry() {
        return new GenericRetry()
                .setInitialInterval(Duration.ofMillis(500))
                .setIntervalMultiplier(2)
                .setMaxInterval(Duration.ofSeconds(30).toMillis())
                .withoutMaxAttempts();
    }
}
