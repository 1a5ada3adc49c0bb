package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.Manifest;
import dev.belay.agent.backup.Rewrap;
import dev.belay.agent.backup.Unlock;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rewrap",
        description = "Encrypts backups anew to the keys that the policy names now, without touching the dump.")
final class RewrapCommand extends PolicyTask {
    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    /** One of the two. */
    static final class Which {
        @Parameters(paramLabel = "ID", description = "The backup.")
        @Nullable
        String id;

        @Option(names = "--all", description = "Every backup of the policy that is not encrypted so yet.")
        boolean all;
    }

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "The age identity that opens them, where the policy's own does not.")
    @Nullable
    Path identity;

    @Option(
            names = "--keyset",
            paramLabel = "FILE",
            description = "The AES keyset that opens them, where the policy's own does not.")
    @Nullable
    Path keyset;

    private final List<String> rewrapped = new ArrayList<>();
    private final List<String> current = new ArrayList<>();
    private final List<Failure> failed = new ArrayList<>();

    /** A backup that stayed as it was. */
    record Failure(String id, String reason, String message) {}

    /**
     * What came of it.
     *
     * @param rewrapped backups that were encrypted anew
     * @param current those that were encrypted so before
     */
    record Rewrapped(boolean ok, List<String> rewrapped, List<String> current, List<Failure> failed) {}

    @Override
    Outcome run() {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            var encryption = Encryption.of(policy.spec().encryption(), secrets());
            var rewrap = new Rewrap(repository, encryption, progress, new SecureRandom());
            var catalog = catalog(policy, repository, progress);
            warnOfNewKey(policy, encryption, progress);
            if (which.id != null) {
                one(which.id, catalog, rewrap, policy, progress);
            } else {
                all(catalog, rewrap, policy, progress);
            }
        }
        var document = new Rewrapped(failed.isEmpty(), rewrapped, current, failed);
        return new Outcome(document, text(), failed.isEmpty() ? 0 : 1);
    }

    private void one(String id, Catalog catalog, Rewrap rewrap, Policy policy, ConsoleProgress progress) {
        var backup = catalog.find(id);
        if (rewrap.isDone(backup.manifest())) {
            current.add(backup.id());
            return;
        }
        var old = Unlock.of(backup.manifest(), policy, secrets(), new Unlock.OldKeys(identity, keyset));
        progress.step("encrypting " + backup.id() + " anew");
        rewrap.run(backup, old);
        rewrapped.add(backup.id());
    }

    /** The newest identity is the last; older ones are there for older backups and need not be named. */
    private void warnOfNewKey(Policy policy, Encryption encryption, ConsoleProgress progress) {
        var age = policy.spec().encryption().age();
        var secret = age == null ? null : age.identity();
        if (secret == null || !secrets().has(secret, AgeIdentity.KEY)) {
            return;
        }
        var newest = Unlock.identities(secrets().secret(secret, AgeIdentity.KEY), secrets())
                .getLast()
                .recipient();
        if (!encryption.recipients().contains(newest)) {
            progress.warn("the newest identity of the secret " + secret.secretName() + " is that of " + newest
                    + ", and spec.encryption.age.recipients does not name it: backups keep the older keys; put it into"
                    + " the policy, then 'belay backup rewrap' again");
        }
    }

    /** One that cannot be opened keeps no other one from it. */
    private void all(Catalog catalog, Rewrap rewrap, Policy policy, ConsoleProgress progress) {
        for (var id : catalog.list().stream().map(Manifest::id).toList()) {
            try {
                one(id, catalog, rewrap, policy, progress);
            } catch (AgentException e) {
                var message = redact(e.text());
                progress.warn(id + " stays as it was: " + message);
                failed.add(new Failure(id, e.reason().name(), message));
            }
        }
    }

    private String text() {
        var text = rewrapped.isEmpty() ? "encrypted no backup anew" : "encrypted anew: " + String.join(", ", rewrapped);
        if (!current.isEmpty()) {
            text += "; " + current.size() + " had the policy's keys already";
        }
        return failed.isEmpty() ? text : text + "; " + failed.size() + " stay as they were";
    }
}
