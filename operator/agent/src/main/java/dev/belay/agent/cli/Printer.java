package dev.belay.agent.cli;

import dev.belay.agent.json.Json;

/** Writes to standard output: one JSON document, or text. Everything else goes to standard error. */
final class Printer {
    private Printer() {}

    static void print(Format format, Outcome outcome) {
        if (format == Format.json) {
            System.out.println(Json.line(outcome.document()));
        } else if (!outcome.text().isEmpty()) {
            System.out.println(outcome.text());
        }
        System.out.flush();
    }
}
