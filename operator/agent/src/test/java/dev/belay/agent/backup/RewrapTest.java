package dev.belay.agent.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Decryption;
import dev.belay.agent.encryption.Encryption;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.progress.Progress;
import dev.belay.agent.repository.FolderRepository;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RewrapTest {
    private static final String ID = "20261121T083000Z-daily-3f9a1c";
    private static final String FOLDER = "shop/" + ID + "/";
    private static final byte[] DUMP = new byte[300_000];
    private static final byte[] GLOBALS = "CREATE ROLE shop;\n".getBytes(StandardCharsets.UTF_8);

    static {
        new Random(1).nextBytes(DUMP);
    }

    private final AgeIdentity identity = AgeIdentity.generate();
    private final AesKeyset keyset = AesKeyset.generate();
    private final Encryption age = new Encryption.Age(List.of(identity.recipient()));
    private final Encryption aes = new Encryption.Aes256(keyset);

    @TempDir
    Path folder;

    private Repository repository;

    @BeforeEach
    void start() {
        repository = new FolderRepository(folder);
        repository.prepare("shop/");
    }

    private StoredBackup create(Encryption encryption) throws IOException {
        return SmallBackup.store(repository, ID, encryption, DUMP, GLOBALS);
    }

    private Decryption key(Manifest manifest) {
        Decryption decryption =
                switch (manifest.encryption().kind()) {
                    case Encryption.Age.KIND -> new Decryption.Age(List.of(identity));
                    case Encryption.Aes256.KIND -> new Decryption.Aes256(keyset);
                    default -> new Decryption.None();
                };
        decryption.mustOpen(manifest.encryption().recipients());
        return decryption;
    }

    private Manifest rewrap(Repository through, Encryption to) {
        var backup = StoredBackup.at(repository, FOLDER);
        return new Rewrap(through, to, Progress.NONE, new Random(7))
                .run(new StoredBackup(through, FOLDER, backup.manifest()), key(backup.manifest()));
    }

    /** As whoever restores it does: by its manifest, with the key of the kind that this names. */
    private void opens() {
        var backup = new Catalog(repository, "shop", Progress.NONE).find(ID);
        assertThat(read(backup, backup.data())).isEqualTo(DUMP);
        assertThat(read(backup, backup.globals().orElseThrow())).isEqualTo(GLOBALS);
    }

    private byte[] read(StoredBackup backup, StoredBackup.Part part) {
        var plain = new ByteArrayOutputStream();
        var content = new BackupContent(backup, part, Progress.NONE);
        content.mustBeAsStored();
        content.read(key(backup.manifest()), BackupContent.into(plain));
        return plain.toByteArray();
    }

    private List<String> names() {
        return repository.list("").stream()
                .map(StoredObject::key)
                .map(key -> key.substring(FOLDER.length()))
                .sorted()
                .toList();
    }

    @Test
    void fromEachKindToEachOther() throws IOException {
        var none = new Encryption.None();
        create(none);
        var wrap = 0;
        for (var to : List.of(age, aes, none, aes, age, none)) {
            var manifest = rewrap(repository, to);
            assertThat(manifest.formatVersion()).isEqualTo(2);
            assertThat(manifest.wrap()).isGreaterThan(wrap);
            wrap = manifest.wrap();
            assertThat(manifest.encryption().kind()).isEqualTo(to.kind());
            assertThat(new Rewrap(repository, to, Progress.NONE, new Random(7)).isDone(manifest))
                    .isTrue();
            opens();
            assertThat(names()).containsExactly("data." + wrap, "globals." + wrap, "manifest.json");
        }
    }

    @Test
    void theDumpAndAllThatIsKnownOfItStayAsTheyWere() throws IOException {
        var before = create(age).manifest();
        var after = rewrap(repository, aes);
        assertThat(after.rewrapped(after.wrap(), before.encryption(), before.stored(), before.globals()))
                .isEqualTo(before.rewrapped(after.wrap(), before.encryption(), before.stored(), before.globals()));
        assertThat(after.plain()).isEqualTo(before.plain());
    }

    @Test
    void otherRecipientsAreOtherwise() {
        var two = new Encryption.Age(
                List.of(identity.recipient(), AgeIdentity.generate().recipient()));
        var rewrap = new Rewrap(repository, two, Progress.NONE, new Random(7));
        var manifest = Manifests.of("daily", "2026-11-21T08:30:00Z", ID);
        var content = manifest.stored();
        var reversed = new Manifest.EncryptedTo("age", two.recipients().reversed());
        assertThat(rewrap.isDone(manifest.rewrapped(1, reversed, content, null)))
                .isTrue();
        var one = new Manifest.EncryptedTo("age", List.of(identity.recipient()));
        assertThat(rewrap.isDone(manifest.rewrapped(1, one, content, null))).isFalse();
        var same = new Manifest.EncryptedTo("aes256", two.recipients());
        assertThat(rewrap.isDone(manifest.rewrapped(1, same, content, null))).isFalse();
    }

    /** Whichever operation fails, and however: the backup opens, the next run works, and a sweep leaves no more than it. */
    @ParameterizedTest
    @EnumSource(FailingRepository.How.class)
    void atNoFailureIsItLost(FailingRepository.How how) throws IOException {
        var done = false;
        var failures = 0;
        for (var at = 0; !done; at++) {
            for (var object : repository.list("")) {
                repository.delete(object.key());
            }
            create(age);
            try {
                rewrap(FailingRepository.of(repository, at, how), aes);
                done = true;
            } catch (AgentException e) {
                assertThat(e).hasMessageContaining("injected");
                failures++;
            }
            opens();
            var found = new Catalog(repository, "shop", Progress.NONE).find(ID).manifest();
            if (found.encryption().kind().equals(Encryption.Age.KIND)) {
                rewrap(repository, aes);
                opens();
            }
            new Catalog(repository, "shop", Progress.NONE)
                    .sweep(Instant.now().plus(Duration.ofHours(1)), Duration.ofMinutes(1));
            opens();
            assertThat(names()).as("after call %d failed %s", at, how).hasSize(3);
            assertThat(Files.readString(folder.resolve(FOLDER + "manifest.json")))
                    .contains("aes256");
        }
        // The first operations up to the manifest, at least: two uploads, two reads, two confirmations, a look, and it.
        assertThat(failures).isGreaterThan(10);
    }

    @Test
    void whatIsDamagedStaysAsItIs() throws IOException {
        create(age);
        var data = folder.resolve(FOLDER + "data");
        var bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        assertThatThrownBy(() -> rewrap(repository, aes)).satisfies(e -> reason(e, Reason.RepositoryCorrupt));
        assertThat(names()).containsExactly("data", "globals", "manifest.json");
        assertThat(data).hasBinaryContent(bytes);
    }

    /** A dump that is not the manifest's must not get a fresh manifest's blessing, even where nothing is locked. */
    @Test
    void whatIsNotAsDumpedStaysAsItIs() throws IOException {
        create(new Encryption.None());
        SmallBackup.write(repository, FOLDER + "data", GLOBALS, new Encryption.None());
        assertThatThrownBy(() -> rewrap(repository, aes)).satisfies(e -> reason(e, Reason.RepositoryCorrupt));
        assertThat(names()).containsExactly("data", "globals", "manifest.json");
    }

    /** Retention deletes it in the last moment: it must not come back as a manifest without data. */
    @Test
    void whatIsDeletedMeanwhileStaysDeleted() throws IOException {
        for (var moment : List.of("confirm", "read", "put")) {
            create(age);
            var meanwhile = before(moment, () -> new Catalog(repository, "shop", Progress.NONE).delete(ID));
            assertThatThrownBy(() -> rewrap(meanwhile, aes)).isInstanceOf(AgentException.class);
            assertThat(names()).as("deleted before %s", moment).isEmpty();
        }
    }

    /** Two at once: the last manifest wins, and what it leads to is there. */
    @Test
    void anotherRunMeanwhileDoesNoHarm() throws IOException {
        var other = new Encryption.Age(
                List.of(identity.recipient(), AgeIdentity.generate().recipient()));
        for (var moment : List.of("create", "confirm", "read", "put", "delete")) {
            create(age);
            var meanwhile = before(moment, () -> {
                var backup = StoredBackup.at(repository, FOLDER);
                new Rewrap(repository, other, Progress.NONE, new Random(8)).run(backup, key(backup.manifest()));
            });
            try {
                rewrap(meanwhile, aes);
            } catch (AgentException e) {
                assertThat(e)
                        .as("before %s", moment)
                        .hasMessageMatching(".*another run.*|.*just being encrypted anew.*");
            }
            opens();
            new Catalog(repository, "shop", Progress.NONE).delete(ID);
        }
    }

    @Test
    void oldObjectsThatCannotBeDeletedAreAWarning() throws IOException {
        create(age);
        var warnings = new ArrayList<String>();
        var progress = new Progress() {
            @Override
            public void warn(String message) {
                warnings.add(message);
            }
        };
        var backup = StoredBackup.at(repository, FOLDER);
        var locked = before("delete", () -> {
            throw new AgentException(Reason.RepositoryDenied, "the object is locked");
        });
        new Rewrap(locked, aes, progress, new Random(7))
                .run(new StoredBackup(locked, FOLDER, backup.manifest()), key(backup.manifest()));
        opens();
        assertThat(warnings).singleElement().asString().contains("the object is locked", "old key");
    }

    /** Something happens once, before the first call of a method. */
    private Repository before(String name, Runnable deed) {
        var happened = new AtomicBoolean();
        return (Repository) Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Repository.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name) && !happened.getAndSet(true)) {
                        deed.run();
                    }
                    try {
                        return method.invoke(repository, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void reason(Throwable e, Reason reason) {
        assertThat(((AgentException) e).reason()).isEqualTo(reason);
    }
}
