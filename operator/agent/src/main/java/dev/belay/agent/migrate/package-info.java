/** Running a command only behind a good backup. */
@NullMarked
package dev.belay.agent.migrate;

import org.jspecify.annotations.NullMarked;
