package dev.belay.agent.cli;

import dev.belay.agent.backup.Pins;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "unpin", description = "Leaves a pinned backup to retention again.")
final class UnpinCommand extends PolicyTask {
    @Mixin
    NamedBackup which = new NamedBackup();

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, _) -> {
            var backup = which.find(policy, catalog);
            var was = new Pins(catalog, Clock.systemUTC()).unpin(backup.id());
            return Outcome.done(
                    new PinCommand.Pinned(true, backup.id(), false, null, null),
                    was
                            ? "unpinned " + backup.id() + ": retention may delete it once it has expired"
                            : backup.id() + " was not pinned");
        });
    }
}
