package dev.belay.controller.bench;

import dev.belay.controller.real.RealCluster;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the operator through its day on a real API server, and prints what it took. Started by {@code bench/operator}. */
public final class OperatorBench implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("belay.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String CONTROLLER = "policy";

    private final Scale scale;
    private final List<String> command;
    private final Path folder = Files.createTempDirectory("belay-bench");
    private final RealCluster cluster = RealCluster.up();
    private final KubernetesClient client = cluster.client();
    private final Account account = Account.create(cluster, ROOT);
    private final Map<String, String> mounted = account.mount(folder);
    private final Population population = new Population(client);
    private final Figures figures = new Figures();

    /**
     * How much of everything.
     *
     * @param first policies there before the burst
     * @param latencies policies created one by one
     * @param starts how often it is started for the time that it takes
     */
    record Scale(int policies, int first, int records, int latencies, int starts, Duration idle, Duration steady) {
        static final Scale FULL = new Scale(5000, 1000, 20_000, 200, 5, Duration.ofSeconds(20), Duration.ofSeconds(60));
        static final Scale QUICK = new Scale(500, 100, 2000, 50, 3, Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    private OperatorBench(Scale scale, List<String> command) throws IOException, InterruptedException {
        this.scale = scale;
        this.command = command;
    }

    /**
     * Measures.
     *
     * @param arguments {@code full} or {@code quick}, then the operator's command
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var all = List.of(arguments);
        var scale = all.getFirst().equals("quick") ? Scale.QUICK : Scale.FULL;
        try (var bench = new OperatorBench(scale, all.subList(1, all.size()))) {
            bench.run();
        } catch (IllegalStateException e) {
            say("error: %s", e);
            System.exit(1);
        }
        System.exit(0); // the client's watches may linger
    }

    private void run() throws IOException, InterruptedException {
        population.createNamespaces();
        idle();
        start();
        say("creating %d records", scale.records);
        population.createRecords(scale.records, scale.policies);
        try (var operator = operator()) {
            operator.awaitReady();
            population.createPolicies(1, scale.first); // the first is there from the start
            awaitSettled(operator, scale.first);
            burst(operator);
            latency(operator);
            figures.put("rss_mb", operator.rssMb());
            say("with all of it: %s", operator.describe());
        }
        population.endSyncs(scale.policies);
        restart();
        System.out.println(figures.json(scale.policies));
    }

    private OperatorProcess operator() throws IOException {
        return OperatorProcess.start(command, mounted, folder.resolve("operator.log"));
    }

    private void idle() throws IOException, InterruptedException {
        try (var operator = operator()) {
            operator.awaitReady();
            Patience.pause(scale.idle);
            figures.put("idle_rss_mb", operator.rssMb());
            say("nothing there: %s", operator.describe());
        }
    }

    /** To the first CronJob of a policy that was there before. */
    private void start() throws IOException, InterruptedException {
        var seconds = new ArrayList<Double>();
        for (var turn = 0; turn < scale.starts; turn++) {
            try (var cronJobs = Sightings.ofCronJobs(client)) {
                population.createPolicy(0);
                Patience.pause(
                        Duration.ofMillis(500)); // until the watch is on, and the last operator's traces are gone
                try (var operator = operator()) {
                    Patience.await(PATIENCE, "the first CronJob", () -> cronJobs.saw(Population.policy(0)));
                    seconds.add(seconds(cronJobs.at(Population.policy(0)) - operator.startedAt()));
                    operator.awaitReady();
                }
            }
            if (turn < scale.starts - 1) {
                population.deletePolicy(0);
                Patience.await(PATIENCE, "its CronJobs are gone", () -> cronJobs() == 0);
            }
        }
        figures.put("start_s", median(seconds));
        say("start to first CronJob: %s s", seconds);
    }

    private void burst(OperatorProcess operator) throws IOException, InterruptedException {
        var writes = account.writes();
        var reconciles = operator.reconciles(CONTROLLER);
        var cpu = operator.cpu();
        try (var settled = Sightings.ofSettledPolicies(client)) {
            Patience.await(PATIENCE, "the watch has all that is there", () -> settled.size() >= scale.first);
            var from = System.nanoTime();
            population.createPolicies(scale.first, scale.policies);
            var created = System.nanoTime();
            Patience.await(PATIENCE, "the burst has settled", () -> settled.size() >= scale.policies);
            figures.put("burst_settled_s", seconds(settled.last() - from));
            say("burst: created in %.1f s, settled in %.1f s", seconds(created - from), seconds(settled.last() - from));
        }
        var burst = (double) (scale.policies - scale.first);
        awaitQuiet(operator);
        figures.put("writes_per_policy", (account.writes() - writes) / burst);
        say(
                "burst: %.2f writes and %.2f reconciles a policy, %d failures, %.1f s of CPU",
                (account.writes() - writes) / burst,
                (operator.reconciles(CONTROLLER) - reconciles) / burst,
                operator.failures(CONTROLLER),
                operator.cpu() - cpu);
        check(cronJobs() == 2 * scale.policies, "two CronJobs a policy; there are " + cronJobs());
    }

    /** One by one: from the policy's event in a watch to its first CronJob's. */
    private void latency(OperatorProcess operator) throws IOException {
        var millis = new ArrayList<Double>();
        try (var policies = Sightings.ofPolicies(client);
                var cronJobs = Sightings.ofCronJobs(client)) {
            Patience.await(
                    PATIENCE,
                    "the watches have all that is there",
                    () -> policies.size() == scale.policies && cronJobs.size() == scale.policies);
            for (var number = scale.policies; number < scale.policies + scale.latencies; number++) {
                var name = Population.policy(number);
                population.createPolicy(number);
                Patience.await(PATIENCE, "a CronJob of " + name, () -> cronJobs.saw(name) && policies.saw(name));
                millis.add(1000 * seconds(cronJobs.at(name) - policies.at(name)));
                Patience.pause(Duration.ofMillis(40));
            }
        }
        millis.sort(null);
        figures.put("apply_p50_ms", percentile(millis, 50));
        figures.put("apply_p99_ms", percentile(millis, 99));
        say(
                "watch event to CronJob: p50 %.1f ms, p99 %.1f ms, most %.1f ms",
                percentile(millis, 50), percentile(millis, 99), millis.getLast());
        for (var number = scale.policies; number < scale.policies + scale.latencies; number++) {
            population.deletePolicy(number);
        }
        Patience.await(PATIENCE, "the children are gone", () -> cronJobs() == 2 * scale.policies);
        awaitQuiet(operator);
    }

    private void restart() throws IOException, InterruptedException {
        var writes = account.writes();
        try (var operator = operator()) {
            Patience.await(PATIENCE, "all are reconciled", () -> operator.reconciles(CONTROLLER) >= scale.policies);
            figures.put("restart_settled_s", operator.age());
            say("restart: settled in %.1f s; %s", operator.age(), operator.describe());
            awaitQuiet(operator);
            figures.put("restart_writes", account.writes() - writes);
            say(
                    "restart: %d writes, %d reconciles, %d failures; %s",
                    account.writes() - writes,
                    operator.reconciles(CONTROLLER),
                    operator.failures(CONTROLLER),
                    operator.describe());
            steady(operator);
            figures.atLeast("rss_mb", operator.rssMb());
        }
    }

    private void steady(OperatorProcess operator) throws IOException, InterruptedException {
        var writes = account.writes();
        var cpu = operator.cpu();
        Patience.pause(scale.steady);
        var used = operator.cpu() - cpu;
        figures.put("steady_writes", account.writes() - writes);
        figures.put("steady_cpu_s", used);
        say("%d s of nothing: %s", scale.steady.toSeconds(), operator.describe());
    }

    private void awaitSettled(OperatorProcess operator, int policies) throws IOException {
        Patience.await(PATIENCE, policies + " are reconciled", () -> operator.reconciles(CONTROLLER) >= policies);
        awaitQuiet(operator);
    }

    /** Until it has used next to no CPU for a second. */
    private static void awaitQuiet(OperatorProcess operator) throws IOException {
        double before;
        do {
            before = operator.cpu();
            Patience.pause(Duration.ofSeconds(1));
        } while (operator.cpu() - before > 0.02);
    }

    private int cronJobs() {
        return count("batch/v1", "CronJob");
    }

    private int count(String apiVersion, String kind) {
        var page = client.genericKubernetesResources(apiVersion, kind)
                .inAnyNamespace()
                .list(new ListOptionsBuilder().withLimit(1L).build());
        var more = page.getMetadata().getRemainingItemCount();
        return page.getItems().size() + (more == null ? 0 : more.intValue());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("does not hold: " + what);
        }
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static double median(List<Double> values) {
        return percentile(values.stream().sorted().toList(), 50);
    }

    private static double percentile(List<Double> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    private static void say(String format, Object... arguments) {
        System.err.println(String.format(Locale.ROOT, format, arguments));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        say("the operator's log is %s", folder.resolve("operator.log"));
        cluster.close();
    }
}
