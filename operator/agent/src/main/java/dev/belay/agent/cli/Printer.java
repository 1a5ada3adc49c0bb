package dev.belay.agent.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes to standard output: one JSON document, or text. Everything else goes to standard error. */
final class Printer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Printer() {}

    static void print(Format format, Outcome outcome) {
        if (format == Format.json) {
            System.out.println(json(outcome.document()));
        } else if (!outcome.text().isEmpty()) {
            System.out.println(outcome.text());
        }
        System.out.flush();
    }

    static String json(Object document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JacksonException e) {
            throw new IllegalStateException(e); // records of texts and numbers can always be written
        }
    }
}
