package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controller.real.Documents;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatedJobsTest {
    /** What the Job says of a Backup; what is to be said; whether that is written. Of the rest it says what it should. */
    @ParameterizedTest
    @CsvSource({", , false", "b, b, false", "forged, , false", ", b, true", "forged, b, true"})
    void whatIsSaidAlreadyIsNotWrittenAgain(@Nullable String said, @Nullable String backup, boolean written) {
        var job = Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: v2
                  annotations: {belay.dev/gate-reason: InvalidAnnotation, belay.dev/gate-message: odd%s}
                """.formatted(said == null ? "" : ", belay.dev/gate-backup: " + said));
        var nowhere = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (var client = new KubernetesClientBuilder().withConfig(nowhere).build()) {
            var jobs = new GatedJobs(client);
            if (written) {
                assertThatThrownBy(() -> jobs.say(job, "InvalidAnnotation", "odd", backup, false))
                        .isInstanceOf(KubernetesClientException.class);
            } else {
                assertThat(jobs.say(job, "InvalidAnnotation", "odd", backup, false))
                        .isFalse();
            }
        }
    }
}
