package dev.belay.service.proxy;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** What comes of a call: an answer or a failure of the provider's, told apart from faults of our own. */
final class Answer {
    private Answer() {}

    /**
     * Hands on what the call came to.
     *
     * @param answered takes an answer; if it throws, that is no failure of the call and is passed on as an error
     * @param failed makes an answer of the call's own failure
     */
    static <T> Mono<T> of(Mono<T> call, UnaryOperator<T> answered, Function<Throwable, T> failed) {
        return call.<Supplier<T>>map(answer -> () -> answered.apply(answer))
                .onErrorResume(failure -> Mono.just(() -> failed.apply(failure)))
                .map(Supplier::get);
    }
}
