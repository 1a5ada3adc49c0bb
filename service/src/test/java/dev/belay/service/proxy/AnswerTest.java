package dev.belay.service.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class AnswerTest {
    private final List<String> failures = new ArrayList<>();

    @Test
    void anAnswerPassesThrough() {
        assertThat(Answer.of(Mono.just("answer"), answer -> answer + "ed", this::failed)
                        .block())
                .isEqualTo("answered");
        assertThat(failures).isEmpty();
    }

    @Test
    void aFailureOfTheCallBecomesAnAnswer() {
        var call = Mono.<String>error(new IllegalStateException("refused"));
        assertThat(Answer.of(call, answer -> answer + "ed", this::failed).block())
                .isEqualTo("failed");
        assertThat(failures).containsExactly("refused");
    }

    @Test
    void aFaultOfOurOwnIsNoFailureOfTheCall() {
        var answer = Answer.of(
                Mono.just("answer"),
                ignored -> {
                    throw new IllegalStateException("ours");
                },
                this::failed);
        assertThatThrownBy(answer::block).hasMessage("ours");
        assertThat(failures).isEmpty();
    }

    private String failed(Throwable failure) {
        failures.add(String.valueOf(failure.getMessage()));
        return "failed";
    }
}
