/** Writes objects and events, and reads what informers do not hold. Nothing is decided here. */
@NullMarked
package dev.belay.controller.kube;

import org.jspecify.annotations.NullMarked;
