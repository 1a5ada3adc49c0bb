package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whether Secrets exist, by their metadata alone: no value of one ever comes here. See docs/adr/0010. */
public final class Secrets {
    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final long TIMEOUT_SECONDS = 10;

    /** How long after a start. */
    private static final Duration BELIEVED_FOR = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private volatile Instant startedAt = Instant.EPOCH;

    public Secrets(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Whether a policy that was Ready is taken at its word. After a start all are looked at at once, and to ask for the
     * Secrets of thousands again would keep the one waiting that is not well.
     */
    public boolean isBelieved(BackupPolicy policy, Instant now) {
        var status = policy.getStatus();
        return now.isBefore(startedAt.plus(BELIEVED_FOR))
                && status != null
                && Objects.equals(
                        status.observedGeneration(), policy.getMetadata().getGeneration())
                && Conditions.find(status.conditions(), Conditions.READY)
                        .filter(ready -> "True".equals(ready.status()))
                        .isPresent();
    }

    /** From now on, policies are looked at for the first time. */
    public void started(Instant now) {
        startedAt = now;
    }

    /** Those that do not exist. Where asking is forbidden after all, they are taken to be there. */
    public Set<String> missing(String namespace, Collection<String> names) {
        var answers = new LinkedHashMap<String, CompletableFuture<? extends HttpResponse<?>>>();
        names.forEach(name -> answers.put(name, ask(namespace, name))); // all at once: each takes a round trip
        var missing = new LinkedHashSet<String>();
        answers.forEach((name, answer) -> {
            if (status(name, answer) == HttpURLConnection.HTTP_NOT_FOUND) {
                missing.add(name);
            }
        });
        return missing;
    }

    private CompletableFuture<? extends HttpResponse<?>> ask(String namespace, String name) {
        var uri = URI.create(client.getMasterUrl() + "api/v1/namespaces/" + namespace + "/secrets/" + name);
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .header("Accept", METADATA_ONLY)
                .build();
        return client.getHttpClient().sendAsync(request, String.class);
    }

    private static int status(String name, CompletableFuture<? extends HttpResponse<?>> answer) {
        try {
            var code = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).code();
            if (code >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
                throw new KubernetesClientException("the API server answered " + code + " for Secret " + name);
            }
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted while asking for Secret " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException("no answer for Secret " + name, e);
        }
    }
}
