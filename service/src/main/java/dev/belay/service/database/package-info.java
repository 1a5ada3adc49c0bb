/** The connection to PostgreSQL, where there is one. */
@NullMarked
package dev.belay.service.database;

import org.jspecify.annotations.NullMarked;
