package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Repository;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryReadmeTest {
    @TempDir
    Path folder;

    private final ArrayList<String> warnings = new ArrayList<>();

    private final Progress progress = new Progress() {
        @Override
        public void warn(String message) {
            warnings.add(message);
        }
    };

    private String keep() throws Exception {
        new RepositoryReadme(new FolderRepository(folder), progress).keep();
        return Files.readString(file());
    }

    private Path file() {
        return folder.resolve("README.txt");
    }

    @Test
    void isWrittenWhereItIsMissingOlderOrDamaged() throws Exception {
        var text = keep();
        assertThat(text)
                .contains("pg_restore", "(text 3)", "roles that are there already it says so, and then gives them");
        Files.writeString(file(), "(text 1) old");
        assertThat(keep()).isEqualTo(text);
        Files.writeString(file(), text.substring(0, 100));
        assertThat(keep()).isEqualTo(text);
        Files.writeString(file(), "");
        assertThat(keep()).isEqualTo(text);
    }

    @Test
    void isLeftAloneWhereItIsTheSameOrNewer() throws Exception {
        keep();
        var modified = Files.getLastModifiedTime(file());
        keep();
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(modified);
        Files.writeString(file(), "(text 4) of a newer Belay");
        assertThat(keep()).isEqualTo("(text 4) of a newer Belay");
    }

    @Test
    void whereItCannotBeWrittenOnlyAWarningComesOfIt() {
        var refusing = (Repository) Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, arguments) -> {
                    throw new AgentException(Reason.RepositoryDenied, "no right to it");
                });
        new RepositoryReadme(refusing, progress).keep();
        assertThat(warnings).singleElement().asString().contains("no right to it");
    }

    /** It lies beside the policies' folders: no backup, and no leftover. */
    @Test
    void isNoBackup() throws Exception {
        keep();
        assertThat(new Catalog(new FolderRepository(folder), "shop", progress).list())
                .isEmpty();
        assertThat(warnings).isEmpty();
    }
}
