package dev.belay.agent.cli;

/**
 * What a command came to.
 *
 * @param document for machines: written as one JSON document
 * @param text for people
 * @param exitCode 0 done, 1 failed, 2 wrong use, 3 refused for safety
 */
record Outcome(Object document, String text, int exitCode) {
    static Outcome done(Object document, String text) {
        return new Outcome(document, text, 0);
    }
}
