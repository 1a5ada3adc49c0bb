package dev.belay.agent.repository;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.policy.Secrets;
import java.nio.file.Path;

/** Opens the repository that a policy names. */
public final class Repositories {
    private Repositories() {}

    /**
     * Opens it, without asking yet whether it is there.
     *
     * @throws AgentException {@link Reason#PolicyInvalid}, {@link Reason#SecretMissing}
     */
    public static Repository of(dev.belay.api.policy.Repository repository, Secrets secrets) {
        if (repository.s3() != null) {
            return S3Repository.open(repository.s3(), secrets);
        }
        var path = repository.volume() == null ? null : repository.volume().path();
        if (path == null || path.isBlank()) {
            throw new AgentException(
                    Reason.PolicyInvalid, "spec.repository.volume.path: is missing; name the folder for the backups");
        }
        return new FolderRepository(Path.of(path));
    }
}
