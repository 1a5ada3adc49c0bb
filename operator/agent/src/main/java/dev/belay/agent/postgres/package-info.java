/** PostgreSQL itself: its programs, its connections, and throwaway servers. */
@NullMarked
package dev.belay.agent.postgres;

import org.jspecify.annotations.NullMarked;
