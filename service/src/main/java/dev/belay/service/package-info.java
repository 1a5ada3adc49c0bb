/** Guarded egress: jobs and proxied calls to providers, behind a breaker each. */
@NullMarked
package dev.belay.service;

import org.jspecify.annotations.NullMarked;
