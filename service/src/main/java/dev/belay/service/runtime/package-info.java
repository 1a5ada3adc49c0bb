/** The loops that work the topics: started, stopped and read. */
@NullMarked
package dev.belay.service.runtime;

import org.jspecify.annotations.NullMarked;
