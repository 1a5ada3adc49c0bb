package dev.belay.agent.doctor;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.Secrets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Looks at everything, one after the other: what is broken hides nothing else. */
public final class Doctor {
    private final Subject subject;

    /**
     * What is looked at.
     *
     * @param secretsFolder null where there is none
     */
    public Doctor(Policy policy, Secrets secrets, @Nullable Path secretsFolder, InstantSource clock) {
        subject = new Subject(policy, secrets, secretsFolder, clock);
    }

    /** Who is looked at. */
    record Subject(Policy policy, Secrets secrets, @Nullable Path secretsFolder, InstantSource clock) {}

    /** All of it. */
    public List<Check> examine() {
        var checks = new ArrayList<Check>();
        var machine = new MachineChecks(subject);
        look(checks, "java", machine::java);
        look(checks, "tools", machine::tools);
        look(checks, "secrets", machine::secrets);
        look(checks, "schedule", new ScheduleCheck(subject)::schedule);
        var database = new DatabaseChecks(subject);
        look(checks, "connection", database::connection);
        look(checks, "server-version", database::version);
        look(checks, "read-rights", new ReadRights(subject)::check);
        look(checks, "restore-rights", database::restoreRights);
        look(checks, "database-clock", database::clock);
        look(checks, "leftovers", database::leftovers);
        look(checks, "encryption", new KeyCheck(subject)::fits);
        var repository = new RepositoryChecks(subject);
        look(checks, "repository", repository::probe);
        look(checks, "repository-clock", repository::clock);
        look(checks, "newest-backup", repository::newest);
        look(checks, "disk", repository::room);
        return List.copyOf(checks);
    }

    private static void look(List<Check> checks, String name, Callable<Check> check) {
        try {
            checks.add(check.call());
        } catch (AgentException e) {
            checks.add(Check.failed(name, e.text(), "see " + e.reason() + " in docs/errors.md"));
        } catch (Exception e) {
            checks.add(Check.failed(name, "it could not be looked at: " + e, null));
        }
    }
}
