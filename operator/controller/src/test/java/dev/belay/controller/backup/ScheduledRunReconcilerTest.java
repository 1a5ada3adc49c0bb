package dev.belay.controller.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controller.real.Documents;
import dev.belay.controller.real.ScriptedApiServer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mark on a Job says for good that it had its record, so it must not be there before the record is. */
class ScheduledRunReconcilerTest {
    private ScriptedApiServer api;

    @BeforeEach
    void open() throws IOException {
        api = new ScriptedApiServer();
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aJobWhoseRecordIsThereIsMarked() {
        api.refuse("POST", 409, "AlreadyExists");
        assertThat(reconcile("").getScheduleDelay()).isEmpty();
        assertThat(verbs()).containsExactly("POST", "PATCH");
        assertThat(api.requests().getLast().path()).isEqualTo("/apis/batch/v1/namespaces/ns/jobs/night");
        assertThat(api.requests().getLast().body()).contains("belay.dev/recorded", "uid-of-night");
    }

    /** Such as a ResourceQuota that several objects are counted against at once: there is no record yet. */
    @Test
    void anotherConflictIsTriedAgain() {
        api.refuse("POST", 409, "Conflict");
        assertThatThrownBy(() -> reconcile("")).isInstanceOf(KubernetesClientException.class);
        assertThat(verbs()).containsExactly("POST");
    }

    @Test
    void aMarkThatDidNotGetThereIsTriedAgain() {
        api.refuse("POST", 409, "AlreadyExists");
        api.refuse("PATCH", 409, "Conflict");
        assertThat(reconcile("").getScheduleDelay()).isPresent();
    }

    @Test
    void aRecordThatIsRefusedIsAskedForAgain() {
        api.refuse("POST", 403, "Forbidden");
        assertThat(reconcile("").getScheduleDelay()).isPresent();
        assertThat(verbs()).containsExactly("POST");
    }

    @Test
    void aJobThatHadItsRecordGetsNoOther() {
        reconcile("belay.dev/recorded: 'true'");
        assertThat(verbs()).isEmpty();
    }

    private List<String> verbs() {
        return api.requests().stream().map(ScriptedApiServer.Request::verb).toList();
    }

    private UpdateControl<Job> reconcile(String annotations) {
        var job = Documents.read(Job.class, """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: night, labels: {belay.dev/policy: shop, belay.dev/tier: daily}, annotations: {%s}}
                """.formatted(annotations));
        return new ScheduledRunReconciler().reconcile(job, context());
    }

    @SuppressWarnings("unchecked")
    private Context<Job> context() {
        return (Context<Job>) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getClient")) {
                        return api.client();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
