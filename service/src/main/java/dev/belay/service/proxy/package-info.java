/** Synchronous calls to providers. */
@NullMarked
package dev.belay.service.proxy;

import org.jspecify.annotations.NullMarked;
