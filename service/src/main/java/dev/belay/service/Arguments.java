package dev.belay.service;

import java.io.PrintStream;
import java.util.OptionalInt;

/** The command line: the service takes no argument but the two that explain it. */
final class Arguments {
    private static final String USAGE = """
            Usage: belay service [--help | --version]
            Sends what a system asks of its providers, as jobs or through a proxy, behind circuit breakers.

            Environment:
              BELAY_CONFIG  the configuration, a YAML file
              BELAY_PORT    the port it listens on, 8080 unless set

            Exit codes: 1 could not start, 2 the configuration or an argument is wrong, 3 refused for safety.
            All of it: docs/service.md
            """;

    private Arguments() {}

    /** The exit code where the arguments asked for something else than a start. */
    static OptionalInt answer(String[] args, PrintStream out, PrintStream err) {
        if (args.length == 0) {
            return OptionalInt.empty();
        }
        switch (args[0]) {
            case "--help", "-h" -> out.print(USAGE);
            case "--version" -> out.println("belay-service " + version());
            default -> {
                err.println("belay service: unknown argument " + args[0] + "; see --help");
                return OptionalInt.of(2);
            }
        }
        return OptionalInt.of(0);
    }

    private static String version() {
        String implementation = Arguments.class.getPackage().getImplementationVersion();
        return implementation == null ? "development" : implementation;
    }
}
