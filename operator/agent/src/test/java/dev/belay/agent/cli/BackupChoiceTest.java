package dev.belay.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.backup.Catalog;
import dev.belay.agent.backup.MemoryRepository;
import dev.belay.agent.backup.StoredBackup;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.policy.Policy;
import dev.belay.agent.policy.PolicyFile;
import dev.belay.agent.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One look at a repository is enough for every choice: on S3 each reads every manifest. */
class BackupChoiceTest {
    private static final String OLD_SHOP = "20250101T083000Z-daily-000001";
    private static final String SHOP = "20250301T083000Z-daily-000002";
    private static final String BOOKS = "20250201T083000Z-daily-000003";

    @TempDir
    Path folder;

    private final MemoryRepository repository = new MemoryRepository();
    private final Catalog catalog = new Catalog(repository, "shop", new Progress() {});
    private final BackupChoice choice = new BackupChoice();

    @BeforeEach
    void makeBackups() {
        repository.backup("shop", OLD_SHOP);
        repository.backup("shop", SHOP);
        repository.backup("books", BOOKS);
    }

    private Policy policy(String databases) throws Exception {
        return PolicyFile.read(Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: belay.dev/v1alpha1
                kind: BackupPolicy
                metadata: {name: shop}
                spec:
                  database: {host: localhost, %s, credentials: {secretName: shop-db}}
                  repository: {volume: {path: /nowhere}}
                  encryption: {none: {}}
                  tiers: [{name: daily, schedule: "0 2 * * *"}]
                """.formatted(databases)));
    }

    private void lookedOnce() {
        assertThat(repository.asked)
                .containsExactlyInAnyOrder(
                        "shop/",
                        "shop/" + OLD_SHOP + "/manifest.json",
                        "shop/" + SHOP + "/manifest.json",
                        "shop/" + BOOKS + "/manifest.json");
    }

    @Test
    void ofEachDatabaseThatIsNamedTheNewest() throws Exception {
        assertThat(choice.findEach(policy("names: [shop, books]"), catalog))
                .extracting(StoredBackup::id)
                .containsExactly(SHOP, BOOKS);
        lookedOnce();
    }

    @Test
    void ofAWholeServerTheNewestOfEachThatHasOne() throws Exception {
        assertThat(choice.findEach(policy("names: ['*']"), catalog))
                .extracting(StoredBackup::id)
                .containsExactly(BOOKS, SHOP);
        lookedOnce();
    }

    @Test
    void theNewestFromBeforeATime() throws Exception {
        assertThat(choice.findBefore(policy("name: shop"), catalog, "2025-02-15T00:00:00Z")
                        .id())
                .isEqualTo(OLD_SHOP);
        lookedOnce();
    }

    @Test
    void beforeATimeOfSeveralDatabasesOneMustBeNamed() throws Exception {
        var policy = policy("names: [shop, books]");
        assertThatThrownBy(() -> choice.findBefore(policy, catalog, "2025-02-15T00:00:00Z"))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("--database NAME: books, shop");
        choice.database = "books";
        assertThat(choice.findBefore(policy, catalog, "2025-02-15T00:00:00Z").id())
                .isEqualTo(BOOKS);
    }
}
