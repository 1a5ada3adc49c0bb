/** Migration → a fresh good Backup, and only then the Job. */
@NullMarked
package dev.belay.controller.migration;

import org.jspecify.annotations.NullMarked;
