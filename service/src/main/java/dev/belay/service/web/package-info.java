/** What every HTTP exchange has: a request id, and problem+json for errors. */
@NullMarked
package dev.belay.service.web;

import org.jspecify.annotations.NullMarked;
