/** Making, listing, checking and expiring backups. */
@NullMarked
package dev.belay.agent.backup;

import org.jspecify.annotations.NullMarked;
