/** What stored SQL says of roles and of a database: it is read, and never run as it stands. */
@NullMarked
package dev.belay.agent.restore.script;

import org.jspecify.annotations.NullMarked;
