package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BelayCommandTest {
    static Stream<List<String>> everyCommand() {
        return paths(BelayCommand.commandLine(), List.of()).filter(path -> !path.isEmpty());
    }

    private static Stream<List<String>> paths(CommandLine line, List<String> path) {
        return Stream.concat(
                Stream.of(path), line.getSubcommands().entrySet().stream().flatMap(each -> {
                    var longer = new ArrayList<>(path);
                    longer.add(each.getKey());
                    return paths(each.getValue(), longer);
                }));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void aCommandThatIsNamedIsTheSameAsAmongAllOthers(List<String> path) {
        var words = path.toArray(String[]::new);
        assertThat(usage(BelayCommand.commandLine(words), path))
                .isEqualTo(usage(BelayCommand.commandLine(), path))
                .contains("--help", "--version");
    }

    @Test
    void onlyWhatIsNamedIsRead() {
        var belay = BelayCommand.commandLine("backup", "list", "--policy", "x");
        assertThat(belay.getSubcommands()).containsOnlyKeys("backup");
        assertThat(belay.getSubcommands().get("backup").getSubcommands()).containsOnlyKeys("list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "lst", "--debug backup list", "list backup"})
    void allAreThereWhereNoneIsNamed(String arguments) {
        assertThat(everyName(arguments.split(" ", -1))).isEqualTo(everyName());
    }

    @Test
    void allOfBackupsAreThereWhereNoneIsNamed() {
        var whole = BelayCommand.commandLine().getSubcommands().get("backup").getSubcommands();
        var part = BelayCommand.commandLine("backup", "--help")
                .getSubcommands()
                .get("backup")
                .getSubcommands();
        assertThat(part.keySet()).isEqualTo(whole.keySet()).contains("create", "restore", "unpin");
    }

    private static List<List<String>> everyName(String... arguments) {
        return paths(BelayCommand.commandLine(arguments), List.of()).toList();
    }

    private static String usage(CommandLine line, List<String> path) {
        var at = line;
        for (var name : path) {
            at = at.getSubcommands().get(name);
        }
        return at.getUsageMessage();
    }
}
