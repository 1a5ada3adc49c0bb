/** The custom format of pg_dump, read as it streams past. */
@NullMarked
package dev.belay.agent.archive;

import org.jspecify.annotations.NullMarked;
