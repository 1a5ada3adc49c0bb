/** The event log, which is also the action log. */
@NullMarked
package dev.belay.service.events;

import org.jspecify.annotations.NullMarked;
