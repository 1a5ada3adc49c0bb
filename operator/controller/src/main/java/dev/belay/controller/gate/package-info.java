/** Any suspended Job with the label {@code belay.dev/gate} → a fresh good Backup, and only then it is resumed. */
@NullMarked
package dev.belay.controller.gate;

import org.jspecify.annotations.NullMarked;
