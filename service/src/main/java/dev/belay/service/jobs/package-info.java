/** Jobs on topics: stored, claimed, called, retried, buried. */
@NullMarked
package dev.belay.service.jobs;

import org.jspecify.annotations.NullMarked;
