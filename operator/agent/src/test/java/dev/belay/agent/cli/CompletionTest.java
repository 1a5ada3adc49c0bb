package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.AutoComplete;

/** Sourced in a real bash, as a user does, and asked as bash asks. */
class CompletionTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "'belay ', backup drill migrate run status doctor keygen completion",
        "'belay backup ', create list show verify restore prune delete",
        "'belay run --', --policy --secrets --state --output",
        "'belay status --output ', text json",
        "'belay completion ', bash zsh"
    })
    void bashOffersWhatThereIs(String line, String expected) throws Exception {
        assertThat(offered(line)).contains(expected.split(" ", -1));
    }

    @Test
    void whatDoesNotFitIsNotOffered() throws Exception {
        assertThat(offered("belay dr")).contains("drill").doesNotContain("backup", "run");
    }

    /** At a terminal, with the key that people press: zsh turns bash's words into its own. */
    @ParameterizedTest
    @CsvSource({"'belay backup ', create*prune", "'belay status --output ', json*text", "belay dr, belay drill"})
    void zshOffersWhatThereIs(String line, String expected) throws Exception {
        assumeThat(Path.of("/usr/bin/zsh")).exists();
        var script = folder.resolve("completion");
        Files.writeString(script, AutoComplete.bash("belay", BelayCommand.commandLine()));
        var process = new ProcessBuilder("/usr/bin/zsh", "-f", "-c", """
                zmodload zsh/zpty
                zpty shell 'TERM=dumb ZDOTDIR=/nonexistent zsh -f -i'
                zpty -w shell "autoload -U compinit; compinit -u -D; source ${(q)1}; echo LOAD''ED"
                zpty -r shell said '*LOADED*'
                zpty -n -w shell "$2"$'\\t'
                zpty -r shell said "*$3*"
                print -r -- "$said"
                zpty -d shell
                """, "zsh", script.toString(), line, expected)
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("it is offered: %s", expected)
                    .isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private String[] offered(String line) throws Exception {
        var script = folder.resolve("completion");
        Files.writeString(script, AutoComplete.bash("belay", BelayCommand.commandLine()));
        var process = new ProcessBuilder("bash", "--norc", "-c", """
                source "$1" || exit 1
                line=$2
                read -ra COMP_WORDS <<<"$line"
                [[ $line == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
                _complete_belay
                printf '%s\\n' "${COMPREPLY[@]}"
                """, "bash", script.toString(), line)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().map(String::strip).toArray(String[]::new);
    }
}
