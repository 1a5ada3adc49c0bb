package dev.belay.agent.cli;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "keygen",
        description = {
            "Makes a key.",
            "For age: writes the identity, which opens backups, and prints the recipient, which makes them.",
            "With --aes256: writes the keyset, which does both, and prints the number of its key."
        })
final class KeygenCommand extends Task {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the file 'identity' or 'keyset'. Default: here.")
    Path folder = Path.of("");

    @Option(names = "--aes256", description = "A keyset for encryption.aes256 instead of a key pair for age.")
    boolean aes256;

    @Option(
            names = "--rotate",
            description = "Add a new key to the file that is there: it opens the old backups still.")
    boolean rotate;

    /** What machines read of it. The identity is in its file only. */
    record KeyPair(boolean ok, String recipient, String identityFile) {}

    /** What machines read of it. The keys are in their file only. */
    record Keyset(boolean ok, String primary, String keysetFile) {}

    @Override
    Outcome run() throws IOException {
        return aes256 ? keyset() : identity();
    }

    private Outcome identity() throws IOException {
        var file = new KeyFile(folder.resolve(AgeIdentity.KEY));
        var identity = AgeIdentity.generate();
        var text = "# created: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n# public key: "
                + identity.recipient() + "\n" + identity.secret() + "\n";
        if (rotate) {
            file.change(old -> {
                AgeIdentity.parseAll(old); // what is no identity file is not made into half a one
                return old.stripTrailing() + "\n" + text;
            });
            tell("added an identity to " + file + "; put the recipient into the policy, then 'belay backup rewrap'");
        } else {
            file.create(text);
            tell("wrote the identity to " + file);
        }
        return Outcome.done(new KeyPair(true, identity.recipient(), file.toString()), identity.recipient());
    }

    private Outcome keyset() throws IOException {
        var file = new KeyFile(folder.resolve(AesKeyset.KEY));
        AesKeyset keyset;
        if (rotate) {
            keyset = AesKeyset.parse(
                    file.change(old -> AesKeyset.parse(old).rotated().secret()));
            tell("added the key " + keyset.primary() + " to " + file
                    + ": new backups take it, old ones keep theirs until 'belay backup rewrap'");
        } else {
            keyset = AesKeyset.generate();
            file.create(keyset.secret());
            tell("wrote the keyset to " + file);
        }
        return Outcome.done(new Keyset(true, keyset.primary(), file.toString()), keyset.primary());
    }

    private static void tell(String what) {
        System.err.println(
                "belay: " + what + "; keep a copy where it outlives this machine: without it no backup can be opened");
    }
}
