/** Alerts pushed to whoever listens on the websocket. */
@NullMarked
package dev.belay.service.alerts;

import org.jspecify.annotations.NullMarked;
