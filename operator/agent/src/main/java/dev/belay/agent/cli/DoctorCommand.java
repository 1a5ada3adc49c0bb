package dev.belay.agent.cli;

import dev.belay.agent.doctor.Check;
import dev.belay.agent.doctor.Check.Status;
import dev.belay.agent.doctor.Doctor;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description = "Looks at all that a policy needs on this machine, and says what to do about what is not right."
                + " Exit code 0 if nothing failed.")
final class DoctorCommand extends PolicyTask {
    /** What machines read of it. */
    record Examined(boolean ok, List<Check> checks) {}

    @Override
    Outcome run() {
        var checks = new Doctor(policy(), secrets(), secretsFolder, InstantSource.system())
                .examine().stream().map(this::clean).toList();
        var ok = checks.stream().noneMatch(c -> c.status() == Status.failed);
        return new Outcome(
                new Examined(ok, checks),
                checks.stream().map(DoctorCommand::text).collect(Collectors.joining("\n")),
                ok ? 0 : 1);
    }

    private Check clean(Check check) {
        return new Check(check.name(), check.status(), redact(check.message()), clean(check.todo()));
    }

    private @Nullable String clean(@Nullable String text) {
        return text == null ? null : redact(text);
    }

    private static String text(Check check) {
        var line = "%-8s %-17s %s".formatted(check.status(), check.name(), check.message());
        return check.todo() == null ? line : line + "\n" + " ".repeat(27) + "→ " + check.todo();
    }
}
