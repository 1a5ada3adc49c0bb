/** Everything that one would look at by hand before trusting a policy, each with what to do. */
@NullMarked
package dev.belay.agent.doctor;

import org.jspecify.annotations.NullMarked;
