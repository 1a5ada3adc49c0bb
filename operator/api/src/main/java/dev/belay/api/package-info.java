/** The four kinds of Belay, as Kubernetes stores them. */
@NullMarked
package dev.belay.api;

import org.jspecify.annotations.NullMarked;
