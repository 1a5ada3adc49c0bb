/** What the campaign needs of the machine: programs, folders, small disks, and the end of what was started. */
@NullMarked
package dev.belay.faults.machine;

import org.jspecify.annotations.NullMarked;
