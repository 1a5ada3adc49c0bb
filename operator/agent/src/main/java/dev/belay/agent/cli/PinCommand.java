package dev.belay.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.agent.backup.Pins;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "pin", description = "Keeps a backup from retention, whatever its age, until it is unpinned.")
final class PinCommand extends PolicyTask {
    @Mixin
    NamedBackup which = new NamedBackup();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who find it later.")
    @Nullable
    String reason;

    /** How it is pinned now. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pinned(
            boolean ok,
            String id,
            boolean pinned,
            @Nullable String pinnedAt,
            @Nullable String reason) {}

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, _) -> {
            var backup = which.find(policy, catalog);
            var pin = new Pins(catalog, Clock.systemUTC()).pin(backup.id(), reason);
            return Outcome.done(
                    new Pinned(true, backup.id(), true, pin.pinnedAt(), reason),
                    "pinned " + backup.id() + ": no retention deletes it until 'belay backup unpin " + backup.id()
                            + "'");
        });
    }
}
