/** The belay command: options in, documents and words out. */
@NullMarked
package dev.belay.agent.cli;

import org.jspecify.annotations.NullMarked;
