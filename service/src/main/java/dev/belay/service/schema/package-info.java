/** The service's own schema, migrated only behind a good backup. */
@NullMarked
package dev.belay.service.schema;

import org.jspecify.annotations.NullMarked;
