package dev.belay.agent.cli;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.policy.Secrets;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.Repositories;
import dev.belay.agent.repository.Repository;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that works on a policy. */
abstract class PolicyTask extends Task {
    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The BackupPolicy, as YAML.")
    Path policyFile = Path.of("");

    @Option(
            names = "--secrets",
            paramLabel = "DIR",
            description = "Folder of the secrets that the policy names: DIR/SECRET/KEY.")
    @Nullable
    Path secretsFolder;

    private @Nullable Secrets secrets;

    Policy policy() {
        return PolicyFile.read(policyFile);
    }

    Secrets secrets() {
        if (secrets == null) {
            secrets = new Secrets(secretsFolder);
        }
        return secrets;
    }

    Repository repository(Policy policy) {
        return Repositories.of(policy.spec().repository(), secrets());
    }

    Catalog catalog(Policy policy, Repository repository, Progress progress) {
        return new Catalog(repository, policy.name(), progress);
    }

    /** Something to be done with the backups of a policy. */
    interface CatalogWork {
        Outcome run(Policy policy, Catalog catalog, Progress progress);
    }

    /** Does it, with all that it needs open meanwhile. */
    Outcome withCatalog(CatalogWork work) {
        var policy = policy();
        try (var progress = progress();
                var repository = repository(policy)) {
            return work.run(policy, catalog(policy, repository, progress), progress);
        }
    }

    /** For people at a terminal, for logs elsewhere. */
    ConsoleProgress progress() {
        return ConsoleProgress.onStandardError(this::redact);
    }

    @Override
    String redact(String text) {
        return secrets().redact(text);
    }
}
