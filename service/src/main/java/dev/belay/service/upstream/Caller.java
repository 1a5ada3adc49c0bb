package dev.belay.service.upstream;

import dev.belay.service.breaker.Outcome;
import dev.belay.service.config.Provider;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Calls a provider and waits for its answer, whose body is of no interest. For threads that may wait. */
@Singleton
public final class Caller {
    private final Credentials credentials;
    private final Clock clock;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Caller(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /** With a JSON body and headers of ours. */
    public Answer send(Provider provider, String method, String path, Map<String, String> headers, String json)
            throws InterruptedException {
        HttpRequest.Builder request = request(provider, path)
                .method(method, BodyPublishers.ofString(json))
                .header("Content-Type", "application/json");
        headers.forEach(request::header);
        return call(provider, request.build());
    }

    /** Asks whether it is well again. */
    public Answer probe(Provider provider, String path) throws InterruptedException {
        return call(provider, request(provider, path).GET().build());
    }

    private HttpRequest.Builder request(Provider provider, String path) {
        URI uri = provider.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(provider.timeout());
        credentials.authorization(provider).ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private Answer call(Provider provider, HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<Void> response = client.send(request, BodyHandlers.discarding());
            int status = response.statusCode();
            credentials.answered(provider, status);
            Outcome outcome = Outcome.of(
                    status, response.headers().firstValue("Retry-After").orElse(null), clock.instant());
            return new Answer(status, outcome, status < 300 ? null : provider.name() + " answered " + status);
        } catch (HttpTimeoutException e) {
            return new Answer(0, Outcome.late(), provider.name() + " did not answer in time");
        } catch (IOException e) {
            return new Answer(
                    0,
                    Outcome.unreachable(),
                    provider.name() + " cannot be reached: " + e.getClass().getSimpleName());
        }
    }

    @PreDestroy
    void close() {
        client.shutdownNow();
    }
}
