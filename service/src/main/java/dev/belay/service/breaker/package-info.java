/** One circuit breaker a provider. */
@NullMarked
package dev.belay.service.breaker;

import org.jspecify.annotations.NullMarked;
