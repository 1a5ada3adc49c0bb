package dev.belay.controller.pause;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.api.BackupPolicy;
import dev.belay.api.status.Condition;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Stage;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnRealCluster.class)
class PauseIT {
    private static final String WELL =
            "{\"status\":\"ok\",\"components\":{\"database\":{\"status\":\"up\"}},\"breakers\":["
                    + "{\"name\":\"stripe\",\"state\":\"closed\"}]}";
    private static final String TRIPPED =
            "{\"status\":\"degraded\",\"components\":{\"providers\":{\"status\":\"degraded\","
                    + "\"reason\":\"stripe refuses\"}},\"breakers\":[{\"name\":\"stripe\",\"state\":\"open\",\"reason\":"
                    + "\"5 × 429 in 30s\",\"since\":\"2026-11-21T10:00:00Z\",\"until\":\"2026-11-21T10:00:30Z\"}]}";

    private volatile String health = WELL;
    private HttpServer service;
    private Stage stage;

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", exchange -> {
            var body = health.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        var address = "http://localhost:" + service.getAddress().getPort() + "/health";
        stage = Stage.of(cluster, "pause", ServiceAddress.template(address));
        stage.createSecrets();
        stage.create(Stage.policy("shop") + """
                  service: {name: belay}
                  pause:
                    podSelector: {matchLabels: {app: shop}}
                    suspendCronJobs: {matchLabels: {app: shop}}
                """);
        Stage.await(
                () -> stage.find(io.fabric8.kubernetes.api.model.ServiceAccount.class, "default")
                        .isPresent(),
                () -> "no service account");
        pod("web", "shop");
        pod("other", "other");
        cronJob("sync", "shop", false);
        cronJob("asleep", "shop", true);
        cronJob("foreign", "other", false);
    }

    @AfterEach
    void close() {
        stage.close();
        service.stop(0);
    }

    @Test
    void anOpenBreakerPausesTheSelectedPodsUntilItCloses() throws Exception {
        stage.awaitReason("shop", "Healthy", "ServiceOk");
        health = TRIPPED;
        var paused = stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        assertThat(annotations(paused))
                .containsEntry("belay.dev/paused", "true")
                .containsEntry("belay.dev/paused-reason", "stripe: 5 × 429 in 30s")
                .containsEntry("belay.dev/paused-since", "2026-11-21T10:00:00Z")
                .containsEntry("belay.dev/paused-until", "2026-11-21T10:00:30Z");
        var policy = stage.awaitReason("shop", "Running", "BreakerOpen");
        assertThat(policy.getStatus().pause().pods()).isEqualTo(1);
        assertThat(policy.getStatus().health().breakers().getFirst().state()).isEqualTo("open");
        assertThat(annotations(stage.get(Pod.class, "other"))).isEmpty();

        pod("late", "shop");
        stage.await(Pod.class, "late", pod -> annotations(pod).containsKey("belay.dev/paused"));

        health = WELL;
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
        stage.await(Pod.class, "late", pod -> annotations(pod).isEmpty());
        policy = stage.awaitReason("shop", "Running", "NotPaused");
        Stage.await(
                () -> stage.get(BackupPolicy.class, "shop").getStatus().pause() == null,
                () -> "the pause stays in the status");
        assertThat(policy.getStatus().conditions())
                .anySatisfy(one -> assertThat(one.reason()).isEqualTo("Reconciled"));
    }

    @Test
    void aPauseThatEndedWhileTheOperatorWasAwayIsCleared() throws Exception {
        health = TRIPPED;
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        stage.stopOperator();
        health = WELL;
        stage.startOperator();
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
    }

    @Test
    void aSilentServiceEndsNoPauseAndBeginsNone() throws Exception {
        health = TRIPPED;
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        service.stop(0);
        var policy = stage.awaitReason("shop", "Healthy", "ServiceUnreachable");
        assertThat(policy.getStatus().health().status()).isEqualTo("unknown");
        assertThat(annotations(stage.get(Pod.class, "web"))).containsKey("belay.dev/paused");
    }

    @Test
    void aPodThatMayNotBeMarkedKeepsNobodyElseFromItAndIsTold() throws Exception {
        stage.awaitReason("shop", "Healthy", "ServiceOk");
        refuseWeb();
        health = TRIPPED;
        stage.await(CronJob.class, "sync", PauseIT::isSuspended);
        var refused = stage.await(
                BackupPolicy.class, "shop", policy -> running(policy).contains("hands off"));
        assertThat(refused.getStatus().pause().pods()).isZero();
        assertThat(refused.getStatus().pause().cronJobs()).isEqualTo(1);
        stage.refuseNoMore();
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        stage.await(BackupPolicy.class, "shop", policy -> !running(policy).contains("hands off"));

        refuseWeb();
        health = WELL;
        stage.await(CronJob.class, "sync", cronJob -> !isSuspended(cronJob));
        var stays = stage.awaitReason("shop", "Running", "PauseNotCleared");
        assertThat(running(stays)).contains("hands off");
        stage.refuseNoMore();
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
        stage.awaitReason("shop", "Running", "NotPaused");
    }

    private void refuseWeb() throws Exception {
        stage.refuse("/pods", "object.metadata.name != 'web'", "hands off", () -> {
            try {
                return stage.cluster()
                        .refusal(
                                "",
                                "-n",
                                stage.namespace(),
                                "annotate",
                                "pod",
                                "web",
                                "probe=" + System.nanoTime(),
                                "--dry-run=server");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String running(BackupPolicy policy) {
        return Conditions.find(policy.getStatus().conditions(), Conditions.RUNNING)
                .map(Condition::message)
                .orElse("");
    }

    @Test
    void aPauseByHandHoldsWhateverTheBreakersSay() throws Exception {
        stage.awaitReason("shop", "Healthy", "ServiceOk");
        manual(true);
        stage.await(Pod.class, "web", pod -> "rebuild".equals(annotations(pod).get("belay.dev/paused-reason")));
        stage.awaitReason("shop", "Running", "PausedByHand");
        manual(false);
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
    }

    @Test
    void aPauseSuspendsTheCronJobsThatRanAndResumesThoseAlone() throws Exception {
        health = TRIPPED;
        var suspended = stage.await(CronJob.class, "sync", PauseIT::isSuspended);
        assertThat(suspended.getMetadata().getAnnotations())
                .containsEntry("belay.dev/paused-reason", "stripe: 5 × 429 in 30s");
        stage.await(
                BackupPolicy.class,
                "shop",
                policy -> policy.getStatus().pause() != null
                        && policy.getStatus().pause().cronJobs() == 1);
        assertThat(isSuspended(stage.get(CronJob.class, "foreign"))).isFalse();
        assertThat(stage.get(CronJob.class, "asleep").getMetadata().getAnnotations())
                .isNullOrEmpty();
        assertThat(stage.list(CronJob.class)).filteredOn(PauseIT::isSuspended).hasSize(2);

        health = WELL;
        var resumed = stage.await(CronJob.class, "sync", cronJob -> !isSuspended(cronJob));
        assertThat(resumed.getMetadata().getAnnotations()).isNullOrEmpty();
        stage.awaitReason("shop", "Running", "NotPaused");
        assertThat(isSuspended(stage.get(CronJob.class, "asleep"))).isTrue();
    }

    @Test
    void thePauseOfAPolicyThatWentWhileTheOperatorWasAwayEnds() throws Exception {
        health = TRIPPED;
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        stage.await(CronJob.class, "sync", PauseIT::isSuspended);
        stage.stopOperator();
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bp", "shop", "--wait=true");
        stage.startOperator();
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
        stage.await(CronJob.class, "sync", cronJob -> !isSuspended(cronJob));
        assertThat(isSuspended(stage.get(CronJob.class, "asleep"))).isTrue();
    }

    @Test
    void thePauseOfADeletedPolicyEnds() throws Exception {
        manual(true);
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        stage.cluster().kubectl("-n", stage.namespace(), "delete", "bp", "shop", "--wait=true");
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
    }

    @Test
    void aStatusThatWasDeletedLeavesNoPauseBehind() throws Exception {
        health = TRIPPED;
        stage.await(Pod.class, "web", pod -> annotations(pod).containsKey("belay.dev/paused"));
        stage.stopOperator();
        patch("{\"status\":{\"pause\":null,\"health\":null}}", "--subresource=status");
        health = WELL;
        stage.startOperator();
        stage.await(Pod.class, "web", pod -> annotations(pod).isEmpty());
    }

    private static boolean isSuspended(CronJob cronJob) {
        return Boolean.TRUE.equals(cronJob.getSpec().getSuspend());
    }

    private void cronJob(String name, String app, boolean suspend) throws IOException, InterruptedException {
        stage.create("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: %s, labels: {app: %s}}
                spec:
                  schedule: "0 0 1 1 *"
                  suspend: %s
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: theirs}]}}}}
                """.formatted(name, app, suspend));
    }

    private void manual(boolean paused) throws IOException, InterruptedException {
        patch("{\"spec\":{\"pause\":{\"manual\":{\"paused\":" + paused + ",\"reason\":\"rebuild\"}}}}");
    }

    private void patch(String document, String... more) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(
                List.of("-n", stage.namespace(), "patch", "bp", "shop", "--type=merge", "-p", document));
        arguments.addAll(List.of(more));
        stage.cluster().kubectl(arguments.toArray(String[]::new));
    }

    private void pod(String name, String app) throws IOException, InterruptedException {
        stage.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: %s}}
                spec: {containers: [{name: app, image: theirs}]}
                """.formatted(name, app));
    }

    private static Map<String, String> annotations(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
