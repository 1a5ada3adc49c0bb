/** A migration behind a fresh good backup. */
@NullMarked
package dev.belay.api.migration;

import org.jspecify.annotations.NullMarked;
