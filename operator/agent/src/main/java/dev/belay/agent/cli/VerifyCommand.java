package dev.belay.agent.cli;

import dev.belay.agent.backup.Unlock;
import dev.belay.agent.backup.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify",
        description = "Checks a backup: its digest, and, where its key is at hand, that it opens and lists.")
final class VerifyCommand extends PolicyTask {
    @Mixin
    BackupChoice which = new BackupChoice();

    @Override
    Outcome run() {
        return withCatalog((policy, catalog, progress) -> {
            var backup = which.find(policy, catalog);
            var decryption = Unlock.hasKey(backup.manifest().encryption().kind(), policy, secrets())
                    ? Unlock.of(backup.manifest(), policy, secrets())
                    : null;
            var verified = new Verification(backup, progress).run(decryption);
            return Outcome.done(verified, text(verified));
        });
    }

    private static String text(Verification.Verified v) {
        var how = v.opened()
                ? "every byte is as it was stored, it opens, and its archive lists"
                : "every byte is as it was stored; without its key it was not opened";
        return "backup " + v.id() + ": " + how + " (" + Sizes.text(v.storedBytes()) + ")";
    }
}
