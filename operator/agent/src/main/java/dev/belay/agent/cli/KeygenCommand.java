package dev.belay.agent.cli;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "keygen",
        description =
                "Makes a key pair: writes the identity, which opens backups, and prints the recipient, which makes them.")
final class KeygenCommand extends Task {
    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the file 'identity'. Default: here.")
    Path folder = Path.of("");

    /** What machines read of it. The identity is in its file only. */
    record KeyPair(boolean ok, String recipient, String identityFile) {}

    @Override
    Outcome run() throws IOException {
        var identity = AgeIdentity.generate();
        var file = folder.resolve("identity").toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    Reason.TargetExists,
                    file + " exists; backups may need it, so it stays. Name another folder with --out DIR",
                    e);
        }
        Files.writeString(
                file,
                "# created: " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\n# public key: "
                        + identity.recipient() + "\n" + identity.secret() + "\n");
        System.err.println("belay: wrote the identity to " + file
                + "; keep a copy where it outlives this machine: without it no backup can be opened");
        return Outcome.done(new KeyPair(true, identity.recipient(), file.toString()), identity.recipient());
    }
}
