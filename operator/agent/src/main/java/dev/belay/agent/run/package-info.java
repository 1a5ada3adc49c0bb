/** Keeping a policy's schedule on one machine. */
@NullMarked
package dev.belay.agent.run;

import org.jspecify.annotations.NullMarked;
