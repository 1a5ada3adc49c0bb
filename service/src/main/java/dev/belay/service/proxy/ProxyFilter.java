package dev.belay.service.proxy;

import dev.belay.service.breaker.Breaker;
import dev.belay.service.breaker.Breakers;
import dev.belay.service.breaker.Outcome;
import dev.belay.service.breaker.Permit;
import dev.belay.service.config.Provider;
import dev.belay.service.config.Settings;
import dev.belay.service.upstream.Credentials;
import dev.belay.service.web.Problem;
import dev.belay.service.web.RequestId;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * {@code /proxy/PROVIDER/PATH}: any method, bodies streamed both ways. A filter, since a route has one method and reads
 * its body first.
 */
@ServerFilter("/proxy/**")
final class ProxyFilter {
    /** For the metrics: paths of providers are without number. */
    private static final String ROUTE = "/proxy/{provider}/**";

    private final Settings settings;
    private final Breakers breakers;
    private final Credentials credentials;
    private final Forwarder forwarder;
    private final Clock clock;
    private final Scheduler waiting;

    ProxyFilter(
            Settings settings,
            Breakers breakers,
            Credentials credentials,
            Forwarder forwarder,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.settings = settings;
        this.breakers = breakers;
        this.credentials = credentials;
        this.forwarder = forwarder;
        this.clock = clock;
        this.waiting = Schedulers.fromExecutorService(executor);
    }

    @RequestFilter
    Publisher<MutableHttpResponse<?>> proxy(HttpRequest<?> request) {
        BasicHttpAttributes.setUriTemplate(request, ROUTE);
        Optional<Target> target = Target.of(request.getUri());
        Optional<Provider> provider = target.flatMap(found -> settings.provider(found.provider()));
        if (provider.isEmpty()) {
            return Mono.just(problem(request, HttpStatus.NOT_FOUND, "There is no such provider."));
        }
        Breaker breaker = breakers.of(provider.get().name());
        Mono<Permit> permit = Mono.fromSupplier(breaker::acquire);
        return (breaker.mayWait() ? permit.subscribeOn(waiting) : permit).flatMap(answer -> switch (answer) {
            case Permit.Refused refused -> Mono.just(refused(request, provider.get(), refused));
            case Permit.Granted granted ->
                Mono.defer(() -> call(request, provider.get(), target.get(), breaker, granted))
                        .doOnError(_ -> record(breaker, granted, new Outcome.NotMade()))
                        .doOnCancel(() -> record(breaker, granted, new Outcome.NotMade()));
        });
    }

    private Mono<MutableHttpResponse<?>> call(
            HttpRequest<?> request, Provider provider, Target target, Breaker breaker, Permit.Granted granted) {
        return Answer.of(
                forwarder.forward(request, provider, target).timeout(provider.timeout()),
                response -> answered(response, provider, breaker, granted),
                failure -> failed(request, provider, breaker, granted, failure));
    }

    private MutableHttpResponse<?> answered(
            MutableHttpResponse<?> response, Provider provider, Breaker breaker, Permit.Granted granted) {
        credentials.answered(provider, response.code());
        record(
                breaker,
                granted,
                Outcome.of(response.code(), response.getHeaders().get("Retry-After"), clock.instant()));
        return response;
    }

    private MutableHttpResponse<?> failed(
            HttpRequest<?> request, Provider provider, Breaker breaker, Permit.Granted granted, Throwable failure) {
        boolean late = failure instanceof TimeoutException || failure instanceof ReadTimeoutException;
        record(breaker, granted, late ? Outcome.late() : Outcome.unreachable());
        return late
                ? problem(request, HttpStatus.GATEWAY_TIMEOUT, provider.name() + " did not answer in time.")
                : problem(request, HttpStatus.BAD_GATEWAY, provider.name() + " cannot be reached.");
    }

    /** A change of state goes to the store, which the thread of a connection must not wait for. */
    private void record(Breaker breaker, Permit.Granted granted, Outcome outcome) {
        if (granted.probe() || outcome instanceof Outcome.Failed) {
            waiting.schedule(() -> breaker.record(granted, outcome));
        }
    }

    private MutableHttpResponse<?> refused(HttpRequest<?> request, Provider provider, Permit.Refused refused) {
        Duration wait = Duration.between(clock.instant(), refused.until());
        return Problem.retryAfter(
                problem(
                        request,
                        HttpStatus.BAD_GATEWAY,
                        "The breaker of " + provider.name() + " is open: " + refused.reason() + "."),
                wait);
    }

    private static MutableHttpResponse<?> problem(HttpRequest<?> request, HttpStatus status, String detail) {
        return Problem.response(status, detail, request.getPath(), RequestId.of(request));
    }
}
