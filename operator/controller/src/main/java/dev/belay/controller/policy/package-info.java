/** BackupPolicy → CronJobs, their policy file, and what is known of the backups. */
@NullMarked
package dev.belay.controller.policy;

import org.jspecify.annotations.NullMarked;
