/** Proof that the newest backup can be restored. */
@NullMarked
package dev.belay.agent.drill;

import org.jspecify.annotations.NullMarked;
