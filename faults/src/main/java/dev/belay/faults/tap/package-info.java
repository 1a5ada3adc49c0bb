/** What stands by and counts the agent's work, as bytes, requests or changes of names, and acts at a number. */
@NullMarked
package dev.belay.faults.tap;

import org.jspecify.annotations.NullMarked;
