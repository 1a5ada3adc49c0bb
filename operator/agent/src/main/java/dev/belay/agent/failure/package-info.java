/** Why a run did not do what was asked: one exception, one list of reasons. */
@NullMarked
package dev.belay.agent.failure;

import org.jspecify.annotations.NullMarked;
