/** The real servers that the agent works with, which can be asked and stopped. */
@NullMarked
package dev.belay.faults.server;

import org.jspecify.annotations.NullMarked;
