/** The parts that the status of every kind shares, in Kubernetes' own shapes. */
@NullMarked
package dev.belay.api.status;

import org.jspecify.annotations.NullMarked;
