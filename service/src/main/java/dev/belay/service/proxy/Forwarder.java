package dev.belay.service.proxy;

import dev.belay.service.access.AdminToken;
import dev.belay.service.config.Provider;
import dev.belay.service.upstream.Credentials;
import dev.belay.service.web.RequestId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.client.ProxyHttpClient;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** Sends a request on as it came, but for what is between us and the caller. */
@Singleton
final class Forwarder {
    private final ProxyHttpClient client;
    private final Credentials credentials;
    private final AdminToken token;

    Forwarder(ProxyHttpClient client, Credentials credentials, AdminToken token) {
        this.client = client;
        this.credentials = credentials;
        this.token = token;
    }

    Mono<MutableHttpResponse<?>> forward(HttpRequest<?> request, Provider provider, Target target) {
        MutableHttpRequest<?> onward = request.mutate().uri(provider.resolve(target.path()));
        MutableHttpHeaders headers = onward.getHeaders();
        Headers.dropHopByHop(headers);
        headers.remove(HttpHeaders.HOST);
        headers.remove("X-Admin-Key");
        if (token.isIn(headers.get(HttpHeaders.AUTHORIZATION))) {
            // It is for us: a provider must never see it.
            headers.remove(HttpHeaders.AUTHORIZATION);
        }
        credentials.authorization(provider).ifPresent(value -> headers.set(HttpHeaders.AUTHORIZATION, value));
        String id = RequestId.of(request);
        if (id != null) {
            headers.set(RequestId.HEADER, id);
        }
        return Mono.<MutableHttpResponse<?>>from(client.proxy(onward))
                .doOnNext(response -> Headers.dropHopByHop(response.getHeaders()));
    }
}
