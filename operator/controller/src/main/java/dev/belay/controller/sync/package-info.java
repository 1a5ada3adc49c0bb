/** What a repository holds, as a Job of its policy lists it, and the Backup objects that follow from that. */
@NullMarked
package dev.belay.controller.sync;

import org.jspecify.annotations.NullMarked;
