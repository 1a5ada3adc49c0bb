/**
 * A campaign of faults against the {@code belay} command: at random points of its work its process, its disk, its
 * database or its store fails, and afterwards every promise is checked. Part of no product.
 */
@NullMarked
package dev.belay.faults;

import org.jspecify.annotations.NullMarked;
