/** What is to go wrong, when, and while the agent does what: the points of a seed. */
@NullMarked
package dev.belay.faults.plan;

import org.jspecify.annotations.NullMarked;
