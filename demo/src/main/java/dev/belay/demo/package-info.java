/** {@code ./belay demo}: the main job on this machine, told step by step, with the very commands that a user types. */
@NullMarked
package dev.belay.demo;

import org.jspecify.annotations.NullMarked;
