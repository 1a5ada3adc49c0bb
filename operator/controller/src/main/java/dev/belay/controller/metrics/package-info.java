/** What Prometheus reads of the operator and of what it looks after. */
@NullMarked
package dev.belay.controller.metrics;

import org.jspecify.annotations.NullMarked;
