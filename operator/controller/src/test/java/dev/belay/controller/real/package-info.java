/** A real API server for tests, and a kubelet's part played by hand. */
@NullMarked
package dev.belay.controller.real;

import org.jspecify.annotations.NullMarked;
