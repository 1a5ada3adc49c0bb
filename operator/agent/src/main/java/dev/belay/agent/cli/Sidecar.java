package dev.belay.agent.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A mesh's sidecar that does not end by itself, and would keep the Job's pod alive for ever: it is asked to when the work
 * is done, however it went. What came of the work stands, whatever it answers.
 */
final class Sidecar {
    /** Set from the policy's {@code jobTemplate.sidecarQuitUrl}. */
    static final String VARIABLE = "BELAY_SIDECAR_QUIT_URL";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Sidecar() {}

    /** Asks it to end. */
    static void quit(String url) {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            var code = client.send(request, BodyHandlers.discarding()).statusCode();
            if (code >= 400) {
                System.err.println("belay: the sidecar does not end: " + url + " answers " + code);
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("belay: the sidecar cannot be asked to end at " + url + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
