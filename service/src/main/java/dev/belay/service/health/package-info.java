/** One payload that names the unhealthy part. */
@NullMarked
package dev.belay.service.health;

import org.jspecify.annotations.NullMarked;
