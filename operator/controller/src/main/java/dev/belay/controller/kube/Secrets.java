package dev.belay.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks whether Secrets exist, by their metadata alone: no value of one ever comes here. See docs/adr/0010. */
public final class Secrets {
    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final long TIMEOUT_SECONDS = 10;

    private final KubernetesClient client;

    public Secrets(KubernetesClient client) {
        this.client = client;
    }

    /** Those that do not exist. Where asking is forbidden after all, they are taken to be there. */
    public Set<String> missing(String namespace, Collection<String> names) {
        var missing = new LinkedHashSet<String>();
        for (var name : names) {
            if (status(namespace, name) == HttpURLConnection.HTTP_NOT_FOUND) {
                missing.add(name);
            }
        }
        return missing;
    }

    private int status(String namespace, String name) {
        var uri = URI.create(client.getMasterUrl() + "api/v1/namespaces/" + namespace + "/secrets/" + name);
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .header("Accept", METADATA_ONLY)
                .build();
        try {
            var code = client.getHttpClient()
                    .sendAsync(request, String.class)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .code();
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
