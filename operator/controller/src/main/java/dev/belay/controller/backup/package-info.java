/** Backup → Job, and Job → Backup: runs on demand and the records of scheduled ones. */
@NullMarked
package dev.belay.controller.backup;

import org.jspecify.annotations.NullMarked;
