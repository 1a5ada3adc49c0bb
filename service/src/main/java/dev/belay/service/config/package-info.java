/** What the configuration file says, read once and checked. */
@NullMarked
package dev.belay.service.config;

import org.jspecify.annotations.NullMarked;
