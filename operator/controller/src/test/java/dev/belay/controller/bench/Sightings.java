package dev.belay.controller.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * When an object was first seen in a watch of the bench's own, by its policy. Lines are searched, not parsed: the bench
 * shares its machine with what it measures.
 */
final class Sightings implements AutoCloseable {
    private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Pattern policy;
    private final Predicate<String> counts;
    private final StringBuilder rest = new StringBuilder();

    private Sightings(Pattern policy, Predicate<String> counts) {
        this.policy = policy;
        this.counts = counts;
    }

    static Sightings ofPolicies(KubernetesClient client) {
        return new Sightings(NAME, line -> true).watch(client, POLICIES, PARTIAL);
    }

    static Sightings ofSettledPolicies(KubernetesClient client) {
        return new Sightings(NAME, line -> line.contains("\"reason\":\"Reconciled\"")).watch(client, POLICIES, WHOLE);
    }

    static Sightings ofCronJobs(KubernetesClient client) {
        return new Sightings(LABEL, line -> true)
                .watch(client, "apis/batch/v1/cronjobs?watch=true&resourceVersion=0", PARTIAL);
    }

    // From any version: an older etcd cannot tell what the newest one is, and the answer would never come.
    private static final String POLICIES = "apis/belay.dev/v1alpha1/backuppolicies?watch=true&resourceVersion=0";
    private static final String WHOLE = "application/json";
    private static final String PARTIAL = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final Pattern NAME = Pattern.compile("\"name\":\"(" + Population.POLICY + ")\"");
    private static final Pattern LABEL = Pattern.compile("\"belay.dev/policy\":\"([^\"]+)\"");

    private Sightings watch(KubernetesClient client, String path, String accept) {
        var request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl() + path))
                .header("Accept", accept)
                .forStreaming()
                .build();
        var unused = client.getHttpClient()
                .consumeBytes(request, (buffers, body) -> {
                    take(buffers);
                    if (closed.get()) {
                        body.cancel();
                    } else {
                        body.consume();
                    }
                })
                .thenCompose(response -> {
                    response.body().consume();
                    return response.body().done();
                })
                // The API server ends the watch of whoever is too slow; all that is there comes again then.
                .whenComplete((nothing, failure) -> {
                    if (!closed.get()) {
                        rest.setLength(0);
                        watch(client, path, accept);
                    }
                });
        return this;
    }

    private void take(List<ByteBuffer> buffers) {
        var now = System.nanoTime();
        for (var buffer : buffers) {
            rest.append(StandardCharsets.UTF_8.decode(buffer));
        }
        int end;
        var from = 0;
        while ((end = rest.indexOf("\n", from)) >= 0) {
            see(rest.substring(from, end), now);
            from = end + 1;
        }
        rest.delete(0, from);
    }

    private void see(String line, long now) {
        if (counts.test(line)) {
            var found = policy.matcher(line);
            if (found.find()) {
                firstSeen.putIfAbsent(found.group(1), now);
            }
        }
    }

    boolean saw(String name) {
        return firstSeen.containsKey(name);
    }

    /** As {@link System#nanoTime} has it. */
    long at(String name) {
        return firstSeen.getOrDefault(name, 0L);
    }

    int size() {
        return firstSeen.size();
    }

    /** When the last one was seen. */
    long last() {
        return firstSeen.values().stream().mapToLong(at -> at).max().orElse(0);
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
