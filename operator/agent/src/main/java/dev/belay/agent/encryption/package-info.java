/** What stands between the dump and the repository: age, or nothing. */
@NullMarked
package dev.belay.agent.encryption;

import org.jspecify.annotations.NullMarked;
