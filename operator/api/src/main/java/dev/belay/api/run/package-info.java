/** What the agent tells whoever started it: one JSON document, small enough for a termination message. */
@NullMarked
package dev.belay.api.run;

import org.jspecify.annotations.NullMarked;
