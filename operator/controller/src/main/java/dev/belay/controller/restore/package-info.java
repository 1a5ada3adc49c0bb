/** Restore → Job. */
@NullMarked
package dev.belay.controller.restore;

import org.jspecify.annotations.NullMarked;
