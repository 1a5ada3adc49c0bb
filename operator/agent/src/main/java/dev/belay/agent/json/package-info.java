/** How far a run has come, told to whoever watches. */
@NullMarked
package dev.belay.agent.json;

import org.jspecify.annotations.NullMarked;
