/** What a BackupPolicy says and shows: the same records for a cluster's object and a single machine's file. */
@NullMarked
package dev.belay.api.policy;

import org.jspecify.annotations.NullMarked;
