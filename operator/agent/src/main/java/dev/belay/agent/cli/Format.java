package dev.belay.agent.cli;

/** What {@code --output} can be. */
enum Format {
    text,
    json
}
