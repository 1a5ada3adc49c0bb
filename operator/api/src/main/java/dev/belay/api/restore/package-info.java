/** One restore: where from, where to, and what came of it. */
@NullMarked
package dev.belay.api.restore;

import org.jspecify.annotations.NullMarked;
