package dev.belay.agent.restore;

/**
 * A table and how its rows get in.
 *
 * @param name for people
 * @param statement of COPY that reads them from its client
 */
record CopyTable(String name, String statement) {}
