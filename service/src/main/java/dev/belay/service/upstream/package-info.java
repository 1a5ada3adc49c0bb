/** Calls to providers, their credentials and their answers. */
@NullMarked
package dev.belay.service.upstream;

import org.jspecify.annotations.NullMarked;
