package dev.belay.controller.pause;

import dev.belay.api.policy.BackupPolicyStatus.Breaker;
import dev.belay.api.policy.BackupPolicyStatus.Component;
import java.util.List;

/** What came of asking the service how it is. Holds no latency and no uptime: those change at every look. */
sealed interface Reading {

    /**
     * It answered.
     *
     * @param status {@code ok}, {@code degraded} or {@code unhealthy}
     */
    record Answer(String status, List<Component> components, List<Breaker> breakers) implements Reading {}

    /** It did not, or not in its own words. */
    record Silence(String why) implements Reading {}
}
