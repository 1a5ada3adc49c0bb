package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void quotesOnlyWhatAShellWouldTakeApart() {
        assertThat(ShellWords.join(List.of("belay", "--into", "it's $HOME", "a_b-1.2/x")))
                .isEqualTo("belay --into 'it'\\''s $HOME' a_b-1.2/x");
    }
}
