/** One point after the other: the disturbed run, the checks of every promise, the next run. */
@NullMarked
package dev.belay.faults.trial;

import org.jspecify.annotations.NullMarked;
