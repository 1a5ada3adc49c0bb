/** How a Job of ours stands, told from the Job and its pods, and what follows from that. */
@NullMarked
package dev.belay.controller.run;

import org.jspecify.annotations.NullMarked;
