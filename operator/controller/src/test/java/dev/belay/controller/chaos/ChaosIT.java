package dev.belay.controller.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.Migration;
import dev.belay.api.Resource;
import dev.belay.api.Restore;
import dev.belay.api.status.Phase;
import dev.belay.controller.real.OnRealCluster;
import dev.belay.controller.real.RealCluster;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The operator is killed at random moments of everything that it does, before an unruly API server, with a clock that is
 * wrong. Afterwards every object reaches the right end. {@code -Dbelay.seed=N} repeats a run, {@code -Dbelay.kills=N}
 * makes it longer.
 */
@ExtendWith(OnRealCluster.class)
class ChaosIT {
    private static final int KILLS = Integer.getInteger("belay.kills", 12);
    private static final int LONGEST_LIFE_MILLIS = 4000;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final List<Duration> CLOCKS =
            List.of(Duration.ZERO, Duration.ZERO, Duration.ofHours(2), Duration.ofHours(-2));

    private final long seed = Long.getLong("belay.seed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private volatile String health = document("closed");
    private HttpServer service;
    private Stage stage;
    private UnrulyApiServer api;
    private MortalOperator operator;
    private Kubelet kubelet;
    private Ledger ledger;

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        System.out.println("ChaosIT: seed " + seed + ", " + KILLS + " kills");
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", exchange -> {
            var body = health.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        stage = Stage.empty(cluster, "chaos");
        api = new UnrulyApiServer(cluster.config(), new Random(seed + 1));
        var address = "http://localhost:" + service.getAddress().getPort() + "/health";
        operator = new MortalOperator(api.url(), stage.namespace(), address, Path.of("target/chaos.log"));
        kubelet = new Kubelet(stage, new Random(seed + 2));
        ledger = new Ledger(stage, kubelet);
        stage.createSecrets();
        Stage.await(() -> stage.find(ServiceAccount.class, "default").isPresent(), () -> "no service account");
        stage.create(Stage.policy("shop") + """
                  service: {name: belay}
                  pause:
                    podSelector: {matchLabels: {app: shop}}
                    suspendCronJobs: {matchLabels: {app: shop}}
                """);
        stage.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: shop}}
                spec: {containers: [{name: app, image: theirs}]}
                """);
        stage.create("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: sync, labels: {app: shop}}
                spec:
                  schedule: "0 0 1 1 *"
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: theirs}]}}}}
                """);
    }

    @AfterEach
    void close() throws Exception {
        operator.kill();
        kubelet.close();
        ledger.close();
        api.close();
        service.stop(0);
        stage.close();
    }

    @Test
    void whateverHappensEveryObjectReachesTheRightEnd(RealCluster cluster) throws Exception {
        var wrong = 0;
        for (var kill = 0; kill < KILLS; kill++) {
            var clock = CLOCKS.get(random.nextInt(CLOCKS.size()));
            wrong += clock.isZero() ? 0 : 1;
            api.behave(false);
            operator.start(clock);
            ask(kill);
            for (var left = 1000 + random.nextInt(LONGEST_LIFE_MILLIS); left > 0; left -= 500) {
                Stage.pause(Duration.ofMillis(Math.min(left, 500)));
                if (!operator.isAlive()) {
                    operator.start(clock); // it could not begin before so unruly a server; the kubelet restarts it
                }
                if (random.nextInt(4) == 0) {
                    api.cutWatches();
                }
            }
            if (random.nextInt(4) == 0) {
                cluster.compact();
            }
            operator.kill();
        }
        health = document("closed");
        api.behave(true);
        operator.start(Duration.ZERO);
        System.out.println("ChaosIT: seed " + seed + ": " + KILLS + " kills, " + wrong + " lives with a wrong clock, "
                + api.moods() + ", " + ledger.jobs() + " Jobs, " + ledger.migrations() + " migrations");
        awaitAllEnds();
        checkRightEnds();
        assertThat(ledger.faults()).as("seed %s", seed).isEmpty();
    }

    /** One more thing to do, whose middle the kill may meet. */
    private void ask(int number) throws IOException, InterruptedException {
        var fails = random.nextInt(3) == 0 ? Kubelet.FAILS : "good";
        switch (random.nextInt(5)) {
            case 0 -> run("Backup", "backup-" + number, "");
            case 1 ->
                run("Restore", "restore-" + number, ", source: {latest: {}}, target: {database: shop, swap: true}");
            case 2 ->
                run(
                        "Migration",
                        fails + "-" + number,
                        ", onFailure: Restore, jobTemplate: {spec: {template: {spec: {containers: [{name: sql, image: theirs}]}}}}");
            case 3 -> stage.create("""
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: %s-gated-%d, labels: {belay.dev/gate: shop}}
                    spec:
                      suspend: true
                      backoffLimit: 0
                      template: {spec: {restartPolicy: Never, containers: [{name: sql, image: theirs}]}}
                    """.formatted(fails, number));
            default -> health = document(health.contains("open") ? "closed" : "open");
        }
    }

    private void run(String kind, String name, String more) throws IOException, InterruptedException {
        stage.create("""
                apiVersion: belay.dev/v1alpha1
                kind: %s
                metadata: {name: %s}
                spec: {policyRef: {name: shop}%s}
                """.formatted(kind, name, more));
    }

    /** Migrations have queued up meanwhile; one runs at a time, and each looks every ten seconds whether it is its turn. */
    private void awaitAllEnds() {
        var deadline = Instant.now().plus(PATIENCE);
        var open = open();
        for (; !open.isEmpty() && Instant.now().isBefore(deadline); open = open()) {
            Stage.pause(Duration.ofSeconds(1));
        }
        assertThat(open).as("what never ended; seed %s", seed).isEmpty();
    }

    private List<String> open() {
        var runs = List.of(Backup.class, Restore.class, Migration.class).stream()
                .flatMap(kind -> stage.list(kind).stream())
                .filter(run -> !Phase.isOver(phase(run)));
        var jobs = stage.list(Job.class).stream().filter(job -> !Ledger.isOver(job));
        return Stream.concat(runs, jobs)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
    }

    private void checkRightEnds() {
        stage.awaitReason("shop", "Ready", "Reconciled");
        for (var backup : stage.list(Backup.class)) {
            end(Backup.class, backup, Phase.Succeeded);
        }
        for (var migration : stage.list(Migration.class)) {
            var fails = migration.getMetadata().getName().startsWith(Kubelet.FAILS);
            end(Migration.class, migration, fails ? Phase.Failed : Phase.Succeeded);
            var restores = stage.list(Restore.class).stream()
                    .filter(restore -> isRequestedBy(restore, migration))
                    .toList();
            assertThat(restores).as(migration.getMetadata().getName()).hasSize(fails ? 1 : 0);
        }
        for (var restore : stage.list(Restore.class)) {
            end(Restore.class, restore, Phase.Succeeded);
        }
        stage.await(BackupPolicy.class, "shop", policy -> policy.getStatus().pause() == null);
        stage.await(Pod.class, "web", ChaosIT::isUnmarked);
        stage.await(
                CronJob.class,
                "sync",
                found -> isUnmarked(found)
                        && !Boolean.TRUE.equals(found.getSpec().getSuspend()));
    }

    private <T extends Resource<?, ?>> void end(Class<T> kind, T object, Phase wished) {
        assertThat(phase(stage.get(kind, object.getMetadata().getName())))
                .as("%s %s, seed %s", kind.getSimpleName(), object.getMetadata().getName(), seed)
                .isEqualTo(wished);
    }

    private static Phase phase(HasMetadata object) {
        return switch (object) {
            case Backup backup ->
                backup.getStatus() == null ? null : backup.getStatus().phase();
            case Restore restore ->
                restore.getStatus() == null ? null : restore.getStatus().phase();
            case Migration migration ->
                migration.getStatus() == null ? null : migration.getStatus().phase();
            default -> throw new IllegalArgumentException(object.getKind());
        };
    }

    private static boolean isRequestedBy(Restore restore, Migration migration) {
        var annotations = restore.getMetadata().getAnnotations();
        return annotations != null && migration.getMetadata().getUid().equals(annotations.get(Labels.REQUESTED_BY_UID));
    }

    private static boolean isUnmarked(HasMetadata object) {
        var labels = object.getMetadata().getLabels();
        var annotations = object.getMetadata().getAnnotations();
        return (labels == null || !labels.containsKey(Labels.PAUSED_BY))
                && (annotations == null || !annotations.containsKey(Labels.PAUSED));
    }

    private static String document(String breaker) {
        return "{\"status\":\"ok\",\"components\":{},\"breakers\":[{\"name\":\"stripe\",\"state\":\"" + breaker
                + "\"}]}";
    }
}
