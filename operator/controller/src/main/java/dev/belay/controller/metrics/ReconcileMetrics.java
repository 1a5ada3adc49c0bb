package dev.belay.controller.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/** How often and how long each controller reconciles. */
public final class ReconcileMetrics implements Metrics {
    private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 2.5, 10};

    private final Counter reconciles;
    private final Histogram durations;

    public ReconcileMetrics(PrometheusRegistry registry) {
        reconciles = Counter.builder()
                .name("belay_reconciles_total")
                .help("Reconciles by controller and result (success, error).")
                .labelNames("controller", "result")
                .register(registry);
        durations = Histogram.builder()
                .name("belay_reconcile_duration_seconds")
                .help("How long a reconcile took.")
                .unit(Unit.SECONDS)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .labelNames("controller")
                .register(registry);
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        var begun = System.nanoTime();
        var result = "error";
        try {
            var done = execution.execute();
            result = "success";
            return done;
        } finally {
            durations.labelValues(execution.controllerName()).observe(Unit.nanosToSeconds(System.nanoTime() - begun));
            reconciles.labelValues(execution.controllerName(), result).inc();
        }
    }
}
