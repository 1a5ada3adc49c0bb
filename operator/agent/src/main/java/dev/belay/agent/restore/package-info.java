/** Bringing a backup back into a database of its own, and letting it change places. */
@NullMarked
package dev.belay.agent.restore;

import org.jspecify.annotations.NullMarked;
