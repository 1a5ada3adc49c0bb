/** Metrics in Prometheus' format. */
@NullMarked
package dev.belay.service.metrics;

import org.jspecify.annotations.NullMarked;
