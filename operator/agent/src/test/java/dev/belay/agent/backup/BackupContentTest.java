package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a backup that does not come back, by what kept it. */
class BackupContentTest {
    private static final byte[] DUMP = new byte[300_000];

    static {
        new Random(1).nextBytes(DUMP);
    }

    @TempDir
    Path folder;

    private Repository repository;

    @BeforeEach
    void start() {
        repository = new FolderRepository(folder);
        repository.prepare("shop/");
    }

    private static Stream<Arguments> kinds() {
        var identity = AgeIdentity.generate();
        var keyset = AesKeyset.generate();
        return Stream.of(
                argumentSet("none", new Encryption.None(), new Decryption.None()),
                argumentSet(
                        "age",
                        new Encryption.Age(List.of(identity.recipient())),
                        new Decryption.Age(List.of(identity))),
                argumentSet("aes256", new Encryption.Aes256(keyset), new Decryption.Aes256(keyset)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aConnectionThatBreaksSaysNothingAgainstTheBackup(Encryption encryption, Decryption decryption) {
        for (var at : List.of(0, 100, DUMP.length / 2)) {
            assertThatThrownBy(() -> read(encryption, decryption, at, broken()))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RepositoryUnreachable))
                    .hasMessageContaining("the line broke");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void oneThatIsCutOffIsDamaged(Encryption encryption, Decryption decryption) {
        assertThatThrownBy(() -> read(encryption, decryption, DUMP.length / 2, InputStream.nullInputStream()))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.RepositoryCorrupt))
                .hasMessageContaining("the data object is cut off");
    }

    /** Reads so many bytes of it, and then something else. */
    private void read(Encryption encryption, Decryption decryption, int at, InputStream then) throws IOException {
        var id = "20261121T083000Z-daily-" + "%06x".formatted(at);
        var backup = SmallBackup.store(repository, id, encryption, DUMP, new byte[1]);
        var cut = new StoredBackup(opening(at, then), backup.folder(), backup.manifest());
        new BackupContent(cut, Progress.NONE).read(decryption, (bytes, length) -> {});
    }

    private Repository opening(int at, InputStream then) {
        return (Repository) Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("open")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    try (var whole = repository.open((String) arguments[0])) {
                        return new SequenceInputStream(new ByteArrayInputStream(whole.readNBytes(at)), then);
                    }
                });
    }

    private static InputStream broken() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line broke");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("the line broke");
            }
        };
    }
}
