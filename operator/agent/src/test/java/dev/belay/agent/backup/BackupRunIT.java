package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.postgres.ThrowawayPostgres;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Repository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRunIT {
    @TempDir
    Path folder;

    /** Else a repository that was full for the manifest alone would stay full for the next run, too. */
    @Test
    void whatCannotBeFinishedLeavesNoData() throws Exception {
        try (var postgres = ThrowawayPostgres.start()) {
            postgres.createDatabase("shop");
            Shop.onFolder(folder, postgres, "shop");
            var policy = PolicyFile.read(folder.resolve("policy.yaml"));
            var repository = new FolderRepository(folder.resolve("repository"));
            var run = new BackupRun(
                    policy,
                    postgres.server(),
                    withoutPut(repository),
                    new Encryption.None(),
                    Progress.NONE,
                    Clock.systemUTC());
            assertThatThrownBy(() -> run.create("shop", "daily")).hasMessage("full");
            assertThat(repository.list("")).isEmpty();
        }
    }

    private static Repository withoutPut(Repository real) {
        return (Repository) Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        throw new AgentException(Reason.NotEnoughSpace, "full");
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
