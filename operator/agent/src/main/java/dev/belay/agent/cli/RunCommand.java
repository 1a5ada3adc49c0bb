package dev.belay.agent.cli;

import dev.belay.agent.json.Json;
import dev.belay.agent.run.AgentProcess;
import dev.belay.agent.run.Journal.Event;
import dev.belay.agent.run.Journal.Kind;
import dev.belay.agent.run.ScheduleRun;
import dev.belay.agent.run.StateFile;
import dev.belay.agent.run.SystemTime;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Keeps the policy's schedule on this machine, in the foreground, until it is asked to end. With"
                + " --output json each event is a line of JSON on standard output.")
final class RunCommand extends PolicyTask {
    /** As long as a run that was asked to end may take to tidy up behind itself. */
    private static final Duration TIDYING = Duration.ofSeconds(25);

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for what must survive a restart. Default: $STATE_DIRECTORY, as systemd sets it, or"
                    + " ~/.local/state/belay.")
    @Nullable
    Path stateFolder;

    /** The last line, for machines. */
    record Stopped(boolean ok, String policy) {}

    @Override
    Outcome run() {
        var policy = policy();
        var time = new SystemTime();
        var process = new AgentProcess(ourselves(), options());
        Runnable end = () -> {
            time.end();
            process.stop();
        };
        try (var _ = AskedToEnd.then(end, TIDYING)) {
            new ScheduleRun(
                            this::policy,
                            new StateFile(StateFile.folder(stateFolder, policy.name())),
                            process,
                            this::print,
                            time)
                    .keep();
            return Outcome.done(new Stopped(true, policy.name()), "");
        }
    }

    /** The same program with the same Java, memory and classes as this one. */
    private static List<String> ourselves() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Belay.class.getName()));
        return command;
    }

    private List<String> options() {
        var options = new ArrayList<>(List.of("--policy", policyFile.toString()));
        if (secretsFolder != null) {
            options.addAll(List.of("--secrets", secretsFolder.toString()));
        }
        return options;
    }

    private void print(Event event) {
        if (format == Format.json) {
            System.out.println(Json.line(event));
            return;
        }
        var about = event.task() == null
                ? ""
                : event.task() + ": " + (event.event() == Kind.output ? "" : event.event() + ": ");
        System.err.println(
                Instant.parse(event.time()).truncatedTo(ChronoUnit.SECONDS) + " belay: " + about + event.message());
    }
}
