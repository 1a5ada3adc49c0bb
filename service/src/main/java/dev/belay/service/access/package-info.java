/** Who may write: the admin token. */
@NullMarked
package dev.belay.service.access;

import org.jspecify.annotations.NullMarked;
