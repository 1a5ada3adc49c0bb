package dev.belay.controller.metrics;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.backup.BackupStatus;
import dev.belay.api.status.Phase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the objects say that the operator looks after, read from them at each scrape: right after a restart, gone with
 * its object, and no memory is taken in between. Times are given as timestamps; how old something is, Prometheus knows.
 */
public final class ObjectMetrics {
    private final PrometheusRegistry registry;

    public ObjectMetrics(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /** One series for each policy that has the value. */
    public void policies(Supplier<Stream<BackupPolicy>> policies) {
        for (var figure : PolicyFigure.ALL) {
            builder(figure.metric(), figure.help(), "namespace", "policy")
                    .callback(series -> policies.get().forEach(policy -> {
                        var value = figure.of(policy);
                        if (value.isPresent()) {
                            series.call(value.getAsDouble(), namespace(policy), name(policy));
                        }
                    }))
                    .register(registry);
        }
        builder(
                        "belay_policy_condition",
                        "A condition of a policy: 1 True, 0 False, -1 Unknown.",
                        "namespace",
                        "policy",
                        "type")
                .callback(series -> policies.get()
                        .filter(policy -> policy.getStatus() != null)
                        .forEach(policy -> policy.getStatus()
                                .conditions()
                                .forEach(condition -> series.call(
                                        value(condition.status()), namespace(policy), name(policy), condition.type()))))
                .register(registry);
    }

    /** How many Backup objects there are, by what came of them. */
    public void backups(Supplier<Stream<Backup>> backups) {
        builder("belay_backups", "Backup objects by phase.", "namespace", "policy", "phase")
                .callback(series -> count(
                        series,
                        backups.get(),
                        backup -> List.of(
                                namespace(backup),
                                backup.getSpec().policyRef().name(),
                                phase(backup).name())))
                .register(registry);
    }

    /** How many gated Jobs are still suspended. */
    public void gatedJobs(Supplier<Stream<Job>> jobs) {
        builder("belay_gated_jobs", "Jobs that wait suspended behind a policy's gate.", "namespace", "policy")
                .callback(series -> count(
                        series,
                        jobs.get()
                                .filter(job -> Boolean.TRUE.equals(job.getSpec().getSuspend())),
                        job -> List.of(
                                namespace(job), job.getMetadata().getLabels().getOrDefault(Labels.GATE, ""))))
                .register(registry);
    }

    private static GaugeWithCallback.Builder builder(String name, String help, String... labels) {
        return GaugeWithCallback.builder().name(name).help(help).labelNames(labels);
    }

    private static <T> void count(
            GaugeWithCallback.Callback series, Stream<T> objects, Function<T, List<String>> labels) {
        objects.collect(Collectors.groupingBy(labels, Collectors.counting()))
                .forEach((values, count) -> series.call(count, values.toArray(String[]::new)));
    }

    private static double value(String status) {
        return switch (status) {
            case "True" -> 1;
            case "False" -> 0;
            default -> -1;
        };
    }

    private static Phase phase(Backup backup) {
        return backup.status().map(BackupStatus::phase).orElse(Phase.Pending);
    }

    private static String namespace(HasMetadata object) {
        return object.getMetadata().getNamespace();
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
