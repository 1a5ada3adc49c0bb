package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.archive.TableRows;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository that was written once, in format version 1, is read by every later Belay. */
class FormatOneTest {
    private static final Path REPOSITORY = Path.of("src/test/resources/format-1/repository");

    @ParameterizedTest
    @ValueSource(strings = {"none", "age"})
    void isListedAndEveryByteIsChecked(String policy) {
        var repository = new FolderRepository(REPOSITORY);
        var catalog = new Catalog(repository, policy, Progress.NONE);
        var manifest = catalog.list().getFirst();
        assertThat(catalog.list()).hasSize(1);
        assertThat(manifest.formatVersion()).isEqualTo(1);
        assertThat(manifest.database().name()).isEqualTo("shop");
        assertThat(manifest.database().schemaVersion()).isEqualTo("2.1");
        assertThat(manifest.encryption().kind()).isEqualTo(policy);
        assertThat(manifest.tables())
                .containsExactlyInAnyOrder(
                        new TableRows("public", "customers", 3, false),
                        new TableRows("public", "Order Items", 20, false),
                        new TableRows("public", "flyway_schema_history", 2, false));
        var found = catalog.find(manifest.id());
        assertThat(found.isWhole()).isTrue();
        new BackupContent(found, Progress.NONE).mustBeAsStored();
    }
}
