/** Rows on their way to the server, over several connections at once. */
@NullMarked
package dev.belay.agent.restore.copy;

import org.jspecify.annotations.NullMarked;
