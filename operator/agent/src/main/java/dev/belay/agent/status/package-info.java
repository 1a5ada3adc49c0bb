/** How a policy stands, in the words of its status on Kubernetes. */
@NullMarked
package dev.belay.agent.status;

import org.jspecify.annotations.NullMarked;
