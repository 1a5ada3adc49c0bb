package dev.belay.controller.real;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.backup.BackupStatus;
import dev.belay.controller.BelayOperator;
import dev.belay.controller.Settings;
import dev.belay.controller.Settings.Replica;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.pause.ServiceAddress;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A namespace of a real API server with an operator at work in it, and the kubelet's part to be played by hand. */
public final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "belay/agent:test";

    private final RealCluster cluster;
    private final String namespace;
    private final ServiceAddress services;
    private boolean seesSecrets;
    private @Nullable KubernetesClient operatorClient;
    private @Nullable BelayOperator operator;
    private PrometheusRegistry metrics;

    private Stage(RealCluster cluster, String namespace, ServiceAddress services) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.services = services;
    }

    public static Stage of(RealCluster cluster, String name) throws IOException {
        return of(cluster, name, ServiceAddress.template(ServiceAddress.IN_CLUSTER));
    }

    /** In a namespace that is there. */
    public static Stage in(RealCluster cluster, String namespace) throws IOException {
        var stage = new Stage(cluster, namespace, ServiceAddress.template(ServiceAddress.IN_CLUSTER));
        stage.startOperator();
        return stage;
    }

    /** Without an operator as yet. */
    public static Stage empty(RealCluster cluster, String name) {
        return new Stage(cluster, cluster.namespace(name), ServiceAddress.template(ServiceAddress.IN_CLUSTER));
    }

    public static Stage of(RealCluster cluster, String name, ServiceAddress services) throws IOException {
        var stage = new Stage(cluster, cluster.namespace(name), services);
        stage.startOperator();
        return stage;
    }

    public String namespace() {
        return namespace;
    }

    public RealCluster cluster() {
        return cluster;
    }

    public void startOperator() throws IOException {
        metrics = new PrometheusRegistry();
        operatorClient = cluster.connect();
        var settings = new Settings(
                Set.of(namespace),
                new AgentImage(IMAGE, "Never"),
                new Replica("test", Optional.empty()),
                0,
                services,
                seesSecrets);
        operator = new BelayOperator(operatorClient, settings, InstantSource.system(), metrics, () -> {});
        operator.start();
    }

    /** Gives an operator that is started from now on the right to ask whether a Secret is there. */
    public void seeSecrets() {
        seesSecrets = true;
    }

    /** What Prometheus reads of the operator. */
    public PrometheusRegistry metrics() {
        return metrics;
    }

    public void stopOperator() {
        if (operator != null && operatorClient != null) {
            operator.close();
            operatorClient.close();
        }
    }

    /** A policy that asks for nothing special, with its Secrets. */
    public void createPolicy(String name) throws IOException, InterruptedException {
        createSecrets();
        create(policy(name));
    }

    public void createSecrets() throws IOException, InterruptedException {
        for (var secret : List.of("shop-db", "shop-s3", "shop-age")) {
            cluster.kubectl("-n", namespace, "create", "secret", "generic", secret, "--from-literal=password=PLANTED");
        }
    }

    public static String policy(String name) {
        return """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: %s}
                spec:
                  database: {host: db, name: shop, sslMode: require, credentials: {secretName: shop-db}}
                  repository:
                    s3: {endpoint: "http://s3:7070", bucket: backups, prefix: shop, credentials: {secretName: shop-s3}}
                  encryption:
                    age: {recipients: [age1qqq], identity: {secretName: shop-age}}
                  tiers:
                  - {name: daily, schedule: "0 2 * * *", timeZone: Europe/Berlin, keep: {for: 30d, atLeast: 7}}
                  - {name: weekly, schedule: "0 3 * * 0"}
                  drill: {schedule: "0 4 * * 1", readiness: [select 1]}
                  objectives: {rpo: 25h, rto: 4h}
                  jobTemplate: {backoffLimit: 0}
                """.formatted(name);
    }

    public void create(String document) throws IOException, InterruptedException {
        cluster.create(document.replace("metadata: {", "metadata: {namespace: " + namespace + ", "));
    }

    /**
     * Has the API server refuse writes in this namespace.
     *
     * @param resources such as {@code batch/cronjobs}
     * @param allowed what may be written all the same, in CEL
     * @param probe asks whether it does by now; answers what the API server said
     */
    public void refuse(String resources, String allowed, String message, Supplier<String> probe)
            throws IOException, InterruptedException {
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: no-%1$s}
                spec:
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: ["%2$s"], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [%3$s]}
                  validations:
                    - expression: "object.metadata.namespace != '%1$s' || %4$s"
                      message: %5$s
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: no-%1$s}
                spec: {policyName: no-%1$s, validationActions: [Deny]}
                """.formatted(
                        namespace,
                        resources.substring(0, resources.indexOf('/')),
                        resources.substring(resources.indexOf('/') + 1),
                        allowed,
                        message));
        await(() -> probe.get().contains(message), () -> "the API server takes it");
    }

    /** Takes back what {@link #refuse} did. */
    public void refuseNoMore() throws IOException, InterruptedException {
        cluster.kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "no-" + namespace);
    }

    public <T extends HasMetadata> T get(Class<T> kind, String name) {
        return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    public <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return Optional.ofNullable(cluster.client()
                .resources(kind)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    public <T extends HasMetadata> List<T> list(Class<T> kind) {
        return cluster.client().resources(kind).inNamespace(namespace).list().getItems();
    }

    /** Waits until an object is there and fulfils something. */
    public <T extends HasMetadata> T await(Class<T> kind, String name, Predicate<T> fulfilled) {
        await(
                () -> find(kind, name).filter(fulfilled).isPresent(),
                () -> kind.getSimpleName() + " " + name + ": "
                        + find(kind, name).map(Stage::statusOf).orElse("is not there"));
        return get(kind, name);
    }

    /** Waits until a condition of a policy has a reason. */
    public BackupPolicy awaitReason(String policy, String type, String reason) {
        return await(
                BackupPolicy.class,
                policy,
                found -> found.getStatus() != null
                        && found.getStatus().conditions().stream()
                                .anyMatch(one ->
                                        one.type().equals(type) && one.reason().equals(reason)));
    }

    public Backup awaitBackup(String name, Predicate<BackupStatus> fulfilled) {
        return await(Backup.class, name, found -> found.getStatus() != null && fulfilled.test(found.getStatus()));
    }

    public static void await(BooleanSupplier fulfilled, Supplier<String> otherwise) {
        var deadline = Instant.now().plus(PATIENCE);
        while (!fulfilled.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("waited in vain; " + otherwise.get());
            }
            pause(Duration.ofMillis(50));
        }
    }

    @SuppressWarnings("ThreadSleep")
    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Plays the kubelet: the container of a Job's pod runs. */
    public void startPodOf(String job) {
        await(() -> podOf(job).isPresent(), () -> "Job " + job + " has no pod");
        cluster.client().resource(podOf(job).orElseThrow()).editStatus(pod -> {
            var container = pod.getSpec().getContainers().getFirst();
            pod.setStatus(new PodStatusBuilder()
                    .withPhase("Running")
                    .addNewContainerStatus()
                    .withName(container.getName())
                    .withImage(container.getImage())
                    .withImageID("")
                    .withReady(true)
                    .withRestartCount(0)
                    .withNewState()
                    .withNewRunning()
                    .withStartedAt(Instant.now().toString())
                    .endRunning()
                    .endState()
                    .endContainerStatus()
                    .build());
            return pod;
        });
    }

    /** Plays the kubelet: the pod of a Job ends with an exit code and a last word. */
    public void endPodOf(String job, int exitCode, String reason, String lastWord) {
        await(() -> podOf(job).isPresent(), () -> "Job " + job + " has no pod");
        var ended = new ContainerStateTerminatedBuilder()
                .withExitCode(exitCode)
                .withReason(reason)
                .withMessage(lastWord)
                .withFinishedAt(Instant.now().toString())
                .build();
        cluster.client().resource(podOf(job).orElseThrow()).editStatus(pod -> {
            var container = pod.getSpec().getContainers().getFirst();
            pod.setStatus(new PodStatusBuilder()
                    .withPhase(exitCode == 0 ? "Succeeded" : "Failed")
                    .addNewContainerStatus()
                    .withName(container.getName())
                    .withImage(container.getImage())
                    .withImageID("")
                    .withReady(false)
                    .withRestartCount(0)
                    .withNewState()
                    .withTerminated(ended)
                    .endState()
                    .endContainerStatus()
                    .build());
            return pod;
        });
    }

    public void endPodOf(String job, int exitCode, String lastWord) {
        endPodOf(job, exitCode, exitCode == 0 ? "Completed" : "Error", lastWord);
    }

    /** Plays the kubelet: a pod that is asked to end takes its time, or no longer does. */
    public void holdPod(String pod, boolean holds) throws IOException, InterruptedException {
        var finalizers = holds ? "[\"example.org/works-on\"]" : "null";
        var patch = "{\"metadata\": {\"finalizers\": " + finalizers + "}}";
        cluster.kubectl("-n", namespace, "patch", "pod", pod, "--type=merge", "-p", patch);
    }

    public Optional<Pod> podOf(String job) {
        return cluster
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabel("batch.kubernetes.io/job-name", job)
                .list()
                .getItems()
                .stream()
                .findFirst();
    }

    /** Messages of the events about an object. */
    public List<Event> events(String name) {
        return list(Event.class).stream()
                .filter(event -> name.equals(event.getInvolvedObject().getName()))
                .toList();
    }

    private static String statusOf(HasMetadata object) {
        return io.fabric8.kubernetes.client.utils.Serialization.asYaml(object);
    }

    @Override
    public void close() {
        stopOperator();
        cluster.client().namespaces().withName(namespace).delete();
    }
}
