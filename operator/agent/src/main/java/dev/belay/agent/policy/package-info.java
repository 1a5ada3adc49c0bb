/** The policy file and the secrets beside it, as read from the disk. */
@NullMarked
package dev.belay.agent.policy;

import org.jspecify.annotations.NullMarked;
