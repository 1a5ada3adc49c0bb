/** One run of a backup: its order and its record. */
@NullMarked
package dev.belay.api.backup;

import org.jspecify.annotations.NullMarked;
