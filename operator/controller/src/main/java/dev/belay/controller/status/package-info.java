/** Conditions and their reasons: how every slice says what is the case. */
@NullMarked
package dev.belay.controller.status;

import org.jspecify.annotations.NullMarked;
