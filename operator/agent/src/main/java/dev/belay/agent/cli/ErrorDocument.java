package dev.belay.agent.cli;

import dev.belay.api.run.RunReport.RunError;

/** What machines read of a command that failed before it could make a report of its own. */
record ErrorDocument(boolean ok, RunError error) {}
