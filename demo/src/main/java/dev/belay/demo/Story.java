package dev.belay.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The steps of the demo, in their order; each is told as it ends, and the first that does not hold ends the story. */
final class Story {

    /** One step's work: what came of it, in one line. */
    @FunctionalInterface
    private interface Work {
        String run() throws Exception;
    }

    /** What a step found not to hold. */
    private static final class DoesNotHold extends Exception {
        private static final long serialVersionUID = 1;

        DoesNotHold(String message) {
            super(message);
        }
    }

    private final World world;
    private final Narrator narrator;
    private int told;
    private boolean broken;

    Story(World world, Narrator narrator) {
        this.world = world;
        this.narrator = narrator;
    }

    /** Whether all of it held. */
    boolean tell() throws Exception {
        step("database", "A PostgreSQL with a shop's rows", this::database);
        step("policy", "A key pair and a policy file", this::policy);
        step("backup", "belay backup create: an encrypted backup", this::backup);
        step("verify", "belay backup verify: what is stored is what was dumped", this::verify);
        step("migration", "belay migrate: a migration behind a fresh backup", this::migration);
        step(
                "failed-migration",
                "belay migrate --on-failure restore: one that drops a table and fails",
                this::rollback);
        step("drill", "belay drill: the newest backup restored into a throwaway PostgreSQL", this::drill);
        step("breaker", "A provider starts to answer 429", this::breaker);
        return narrator.summary(told);
    }

    private void step(String name, String what, Work work) throws Exception {
        told++;
        if (broken) {
            return;
        }
        narrator.announce(what);
        var start = System.nanoTime();
        String detail;
        try {
            detail = work.run();
        } catch (DoesNotHold | IOException | SQLException | RuntimeException e) {
            broken = true;
            detail = String.valueOf(e.getMessage());
        }
        world.stopIfInterrupted();
        narrator.finished(new Narrator.Step(name, !broken, (System.nanoTime() - start) / 1e9, detail));
    }

    private String database() throws Exception {
        world.shop.create();
        return "%,d orders in PostgreSQL on port %d".formatted(world.shop.orders(), world.postgres.port());
    }

    private String policy() throws Exception {
        var keys = world.secrets().resolve("shop-age");
        var made = world.belay.keygen(keys);
        world.writePolicy(made);
        return "the backup's Job knows only the public key " + made.substring(0, 12) + "…";
    }

    private String backup() throws Exception {
        var document = must(List.of("backup", "create"), List.of("--tier", "daily"));
        return "backup %s: %,d bytes dumped, %,d stored"
                .formatted(
                        document.findPath("id").asText(),
                        number(document, "plainBytes"),
                        number(document, "storedBytes"));
    }

    private String verify() throws Exception {
        var document = must(List.of("backup", "verify"), List.of("latest"));
        return "backup " + document.findPath("id").asText() + " is whole and opens";
    }

    private String migration() throws Exception {
        migrate(List.of(), List.of("alter table customers add column vip boolean not null default false"), 0);
        hold(world.shop.hasColumn("customers", "vip"), "the migration's column is not there");
        return "ran behind a backup of its own";
    }

    private String rollback() throws Exception {
        var before = world.shop.orders();
        // Two statements, two transactions: as most migration tools leave a database behind when they fail.
        migrate(
                List.of("--on-failure", "restore"),
                List.of("drop table order_items, orders cascade", "select 1 / 0"),
                1);
        hold(world.shop.orders() == before, "the orders did not come back");
        return "failed, and all %,d orders are back".formatted(before);
    }

    private void migrate(List<String> options, List<String> statements, int expected) throws Exception {
        var arguments = new ArrayList<>(options);
        arguments.add("--");
        arguments.addAll(world.psql(statements));
        var result = world.belay.run(List.of("migrate"), arguments);
        hold(result.exitCode() == expected, "belay migrate ended with " + result.exitCode() + ", not " + expected);
    }

    private String drill() throws Exception {
        var document = must(List.of("drill"), List.of());
        return "restored and checked: %,d rows, measured RTO %d s"
                .formatted(number(document, "rows"), number(document, "rtoSeconds"));
    }

    private String breaker() throws Exception {
        try (var provider = new Provider("127.0.0.1");
                var egress = new Egress(world, provider)) {
            egress.awaitReady();
            egress.post(0);
            provider.overloaded(true);
            for (var order = 1; order <= 20; order++) {
                egress.post(order);
            }
            var open = egress.awaitBreaker("open"::equals);
            hold(open.path("state").asText().equals("open"), "the breaker stayed closed");
            var hammered = provider.refused();
            provider.overloaded(false);
            var closed = egress.awaitBreaker("closed"::equals);
            hold(closed.path("state").asText().equals("closed"), "the breaker did not close again");
            hold(provider.awaitAccepted(21, Duration.ofSeconds(60)), "not every job arrived in the end");
            return "stopped after %d refused calls of 20 jobs (%s), resumed by itself, lost none"
                    .formatted(hammered, open.path("reason").asText());
        }
    }

    private JsonNode must(List<String> command, List<String> arguments) throws Exception {
        var result = world.belay.run(command, arguments);
        hold(result.ok(), "belay " + String.join(" ", command) + " ended with " + result.exitCode());
        return result.document();
    }

    private static long number(JsonNode document, String field) {
        return document.findPath(field).asLong();
    }

    private static void hold(boolean condition, String otherwise) throws DoesNotHold {
        if (!condition) {
            throw new DoesNotHold(otherwise);
        }
    }
}
