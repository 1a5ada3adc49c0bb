package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./belay} in a tree that is not its caller's, as of a service's user; Java and Maven only say that they ran. */
class WrapperTest {
    private static final Path ROOT = Path.of(System.getProperty("belay.root"));
    private static final int NOBODY = 65534;

    @TempDir
    Path folder;

    private Path tree;
    private Path target;
    private Path programs;

    private record Said(int exitCode, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        tree = folder.resolve("tree");
        target = tree.resolve("operator/agent/target");
        programs = Files.createDirectories(folder.resolve("java/bin"));
        Files.createDirectories(tree.resolve("dev"));
        Files.createDirectories(target);
        for (var file : new String[] {"belay", "dev/lib.sh"}) {
            Files.copy(ROOT.resolve(file), tree.resolve(file));
        }
        for (var module : new String[] {"operator/api", "operator/picocli", "operator/agent"}) {
            Files.createDirectories(tree.resolve(module + "/src/main"));
            old(tree.resolve(module + "/src/main"));
            old(Files.createFile(tree.resolve(module + "/pom.xml")));
        }
        old(Files.createFile(tree.resolve("pom.xml")));
        old(Files.createFile(tree.resolve("operator/agent/jvm.options")));
        Files.writeString(folder.resolve("java/release"), "JAVA_VERSION=\"25.0.1\"\n");
        program("java", "echo java ran");
        program("javac", "exit 1");
        program("mvn", "echo Maven was called >&2; exit 1");
    }

    @AfterEach
    void giveBack() throws IOException {
        if (isRoot()) {
            Files.setAttribute(target, "unix:uid", 0);
        }
        Files.setPosixFilePermissions(tree.resolve("operator/agent"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void runsTheJarThatIsThereWhereItMayNotBuild() throws Exception {
        jar(Instant.now().minusSeconds(60));
        Files.createFile(tree.resolve("operator/agent/src/main/Newer.java"));
        belongsToAnother();

        var said = belay();

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo("java ran\n");
        assertThat(said.err().lines()).singleElement().asString().contains("older than its sources", "may not build");
    }

    @Test
    void saysNothingOfAJarThatIsAsNewAsItsSources() throws Exception {
        jar(Instant.now());
        belongsToAnother();

        var said = belay();

        assertThat(said).isEqualTo(new Said(0, "java ran\n", ""));
    }

    @Test
    void saysWhoMayBuildWhereThereIsNoJar() throws Exception {
        belongsToAnother();

        var said = belay();

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .contains("there is no", "belay-agent.jar", "as the owner of " + tree)
                .doesNotContain("Maven");
    }

    @Test
    void buildsWhatIsItsCallersOwn() throws Exception {
        jar(Instant.now().minusSeconds(60));
        Files.createFile(tree.resolve("operator/agent/src/main/Newer.java"));

        var said = belay();

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.err()).contains("building operator/agent", "Maven was called");
    }

    /** Else a full disk under de_DE would be "Auf dem Gerät ist kein Speicherplatz mehr verfügbar", and unknown to us. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            C.utf8      | -           | de_DE.UTF-8 | -:C.utf8:C.utf8:C
            C           | -           | de_DE.UTF-8 | -:C.UTF-8:C:C
            -           | fr_FR.utf8  | de_DE.UTF-8 | -:fr_FR.utf8:-:C
            -           | -           | de_DE.UTF-8 | -:-:-:C
            -           | -           | -           | -:C.UTF-8:-:C
            """)
    void theSystemsWordsAreNotTranslated(String all, String type, String lang, String told) throws Exception {
        jar(Instant.now());
        belongsToAnother();
        program("java", "echo \"${LC_ALL--}:${LC_CTYPE--}:${LC_COLLATE--}:${LC_MESSAGES--}\"");
        var locale = new HashMap<String, String>();
        locale.put("LC_ALL", all);
        locale.put("LC_CTYPE", type);
        locale.put("LANG", lang);
        locale.put("LC_COLLATE", null);
        locale.put("LC_MESSAGES", lang);

        var said = belay(locale);

        assertThat(said).isEqualTo(new Said(0, told + "\n", ""));
    }

    private Said belay() throws Exception {
        return belay(Map.of());
    }

    /** @param more of the environment; null takes away */
    private Said belay(Map<String, String> more) throws Exception {
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(tree.resolve("belay").toString(), "backup", "list")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        var environment = builder.environment();
        environment.put("JAVA_HOME", folder.resolve("java").toString());
        environment.put("PATH", programs + ":" + environment.get("PATH"));
        more.forEach((name, value) -> {
            if (value == null) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
        var process = builder.start();
        return new Said(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    /** Root may write anywhere, so for root it is the owner that differs. */
    private void belongsToAnother() throws IOException {
        if (isRoot()) {
            Files.setAttribute(target, "unix:uid", NOBODY);
        } else {
            Files.setPosixFilePermissions(tree.resolve("operator/agent"), PosixFilePermissions.fromString("r-xr-xr-x"));
        }
    }

    private boolean isRoot() throws IOException {
        return Files.getAttribute(folder, "unix:uid").equals(0);
    }

    private void jar(Instant time) throws IOException {
        Files.setLastModifiedTime(Files.createFile(target.resolve("belay-agent.jar")), FileTime.from(time));
        Files.createDirectories(target.resolve("lib"));
    }

    private void program(String name, String script) throws IOException {
        var file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }
}
