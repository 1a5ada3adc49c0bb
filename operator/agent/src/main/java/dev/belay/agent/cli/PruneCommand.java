package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.backup.Proof;
import dev.belay.agent.backup.Prune;
import dev.belay.agent.backup.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        description =
                "Deletes the backups that have expired, behind newer ones that it has read back; never the newest.")
final class PruneCommand extends PolicyTask {
    @Option(names = "--dry-run", description = "Only say of each backup whether it would go, and why.")
    boolean dryRun;

    /** What was, or would be, deleted, and what was decided of each backup. */
    record Pruned(boolean ok, boolean dryRun, List<String> deleted, List<Decision> plan) {}

    /** One backup of the plan. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Decision(
            String id,
            String database,
            @Nullable String tier,
            String action,
            String reason,
            String message,
            @Nullable String until) {
        static Decision of(Verdict v) {
            return new Decision(
                    v.id(),
                    v.manifest().database().name(),
                    v.manifest().tier(),
                    v.goes() ? "delete" : "keep",
                    v.why().name(),
                    v.text(),
                    v.until() == null ? null : v.until().toString());
        }
    }

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, progress) -> {
            var prune = new Prune(catalog, policy.spec().tiers(), Proof.byReading(progress), progress);
            var now = Clock.systemUTC().instant();
            var verdicts = dryRun ? prune.plan(now) : prune.run(now);
            var deleted = verdicts.reversed().stream()
                    .filter(Verdict::goes)
                    .map(Verdict::id)
                    .toList();
            var plan = verdicts.stream().map(Decision::of).toList();
            return Outcome.done(new Pruned(true, dryRun, deleted, plan), text(deleted, plan));
        });
    }

    private String text(List<String> deleted, List<Decision> plan) {
        var said = deleted.isEmpty()
                ? "nothing has expired"
                : (dryRun ? "would delete " : "deleted ") + String.join(", ", deleted);
        return dryRun ? table(plan) + said : said;
    }

    private static String table(List<Decision> plan) {
        return plan.stream()
                .map(d -> "%-6s  %-36s  %s%n".formatted(d.action(), d.id(), d.message()))
                .collect(Collectors.joining());
    }
}
