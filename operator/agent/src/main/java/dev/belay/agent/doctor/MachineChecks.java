package dev.belay.agent.doctor;

import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.postgres.ToolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** This machine: programs and files. */
final class MachineChecks {
    private static final int SECRET_DEPTH = 2;
    private static final List<String> CLIENTS = List.of("pg_dump", "pg_restore", "pg_dumpall");
    private static final Rights GROUP = new Rights(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);
    private static final Rights OTHERS = new Rights(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final List<String> SERVERS = List.of("initdb", "postgres");

    private final Subject subject;

    MachineChecks(Subject subject) {
        this.subject = subject;
    }

    Check java() {
        return Check.ok(
                "java",
                "Java " + Runtime.version() + ", up to " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap");
    }

    /** Programs of PostgreSQL's: without the client's there is no backup, without the server's no drill. */
    Check tools() {
        var found = new ArrayList<String>();
        for (var program : CLIENTS) {
            found.add(program + " " + ToolVersion.of(program));
        }
        try {
            for (var program : SERVERS) {
                found.add(program + " " + ToolVersion.of(program));
            }
        } catch (AgentException e) {
            return Check.warning(
                    "tools",
                    String.join(", ", found) + "; a drill cannot run: " + e.text(),
                    "install PostgreSQL's server programs (Debian: apt-get install postgresql)");
        }
        return Check.ok("tools", String.join(", ", found));
    }

    /** Whoever can read the secrets needs no other way in. */
    Check secrets() throws IOException {
        var folder = subject.secretsFolder();
        if (folder == null) {
            return Check.warning("secrets", "no folder of secrets was named", "name it with --secrets DIR");
        }
        var toAll = open(folder, OTHERS);
        var toGroup = open(folder, GROUP);
        if (toAll.isEmpty() && toGroup.isEmpty()) {
            return Check.ok("secrets", "only their owner can read the files in " + folder);
        }
        return Check.warning(
                "secrets",
                toAll.isEmpty()
                        ? "not only the owner, but also the group can read " + String.join(", ", toGroup)
                        : "everybody on this machine can read " + String.join(", ", toAll),
                "chmod -R u=rwX,go= '" + folder + "', and let who runs belay own it");
    }

    /** The files that somebody reaches who is not their owner. */
    private static List<String> open(Path folder, Rights rights) throws IOException {
        var open = new ArrayList<String>();
        try (var files = Files.walk(folder, SECRET_DEPTH)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (isOpen(file, rights) && isWayOpen(folder, file, rights)) {
                    open.add(file.toString());
                }
            }
        }
        return open;
    }

    private static boolean isOpen(Path file, Rights rights) throws IOException {
        var given = Files.getPosixFilePermissions(file); // of what a link leads to
        return given.contains(rights.read()) || given.contains(rights.write());
    }

    /** A closed folder on the way closes all that is in it. */
    private static boolean isWayOpen(Path folder, Path file, Rights rights) throws IOException {
        for (var on = file.getParent(); on != null && on.startsWith(folder); on = on.getParent()) {
            if (!Files.getPosixFilePermissions(on, LinkOption.NOFOLLOW_LINKS).contains(rights.enter())) {
                return false;
            }
        }
        return true;
    }

    /** What lets others than the owner at a file. */
    private record Rights(PosixFilePermission read, PosixFilePermission write, PosixFilePermission enter) {}
}
