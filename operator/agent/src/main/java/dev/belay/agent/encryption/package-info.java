/** What stands between the dump and the repository: age, AES-256, or nothing. */
@NullMarked
package dev.belay.agent.encryption;

import org.jspecify.annotations.NullMarked;
