package dev.belay.service.health;

import io.micronaut.context.annotation.Property;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Watches every component; whoever asks gets what was last seen, at once. */
@Singleton
public class HealthMonitor {
    private static final List<String> ORDER = List.of("database", "loops", "auth", "providers", "cache");

    private final List<Watch> watches;
    private final List<String> critical;

    HealthMonitor(
            List<Check> checks,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor,
            @Property(name = "health.patience", defaultValue = "2s") Duration patience,
            @Property(name = "health.critical", defaultValue = "database") List<String> critical) {
        this.watches = checks.stream()
                .sorted(Comparator.comparingInt(check -> ORDER.indexOf(check.name())))
                .map(check -> new Watch(check, patience, clock, executor))
                .toList();
        this.critical = critical;
    }

    @Scheduled(fixedDelay = "500ms", initialDelay = "0s")
    void tick() {
        watches.forEach(Watch::tick);
    }

    Map<String, Component> components() {
        Map<String, Component> components = new LinkedHashMap<>();
        watches.forEach(watch -> components.put(watch.name(), watch.component()));
        return components;
    }

    /** Whether every component has been looked at. */
    boolean complete() {
        return watches.stream().allMatch(Watch::looked);
    }

    /** Down where a critical component is, degraded where anything is not up. */
    Status overall() {
        Map<String, Component> components = components();
        if (critical.stream().anyMatch(name -> status(components, name) == Status.DOWN)) {
            return Status.DOWN;
        }
        boolean well = components.values().stream()
                .allMatch(component -> component.status() == Status.UP || component.status() == Status.DISABLED);
        return well ? Status.UP : Status.DEGRADED;
    }

    private static Status status(Map<String, Component> components, String name) {
        Component component = components.get(name);
        return component == null ? Status.DISABLED : component.status();
    }
}
