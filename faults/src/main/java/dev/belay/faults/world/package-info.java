/** What every point begins with, the place of one point in it, and what can be said of its backups and databases. */
@NullMarked
package dev.belay.faults.world;

import org.jspecify.annotations.NullMarked;
