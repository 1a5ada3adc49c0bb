package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every repository does. */
abstract class RepositoryContract {
    /** More than one part of an S3 upload. */
    private static final int LARGE = 20 << 20;

    /** One that is prepared. */
    abstract Repository repository();

    @Test
    void aSmallObjectComesBack() throws IOException {
        var repository = repository();
        repository.put("shop/1/manifest.json", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(repository.read("shop/1/manifest.json")).asString().isEqualTo("{}");
        assertThat(repository.list("shop/")).singleElement().satisfies(o -> {
            assertThat(o.key()).isEqualTo("shop/1/manifest.json");
            assertThat(o.bytes()).isEqualTo(2);
        });
        assertThat(repository.list("sho/")).isEmpty();
    }

    @Test
    void aLargeObjectComesBackAndIsConfirmed() throws Exception {
        var repository = repository();
        var bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        try (var upload = repository.create("shop/2/data")) {
            for (var at = 0; at < bytes.length; at += 100_000) {
                upload.channel().write(ByteBuffer.wrap(bytes, at, Math.min(100_000, bytes.length - at)));
            }
            upload.complete();
        }
        var sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        repository.confirm("shop/2/data", bytes.length, sha256);
        try (var in = repository.open("shop/2/data")) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThatThrownBy(() -> repository.confirm("shop/2/data", bytes.length + 1, sha256))
                .satisfies(e -> isFor(e, Reason.RepositoryCorrupt));
    }

    @Test
    void nobodySeesAnObjectBeforeItIsComplete() throws IOException {
        var repository = repository();
        var upload = repository.create("shop/3/data");
        upload.channel().write(ByteBuffer.allocate(LARGE));
        assertThat(repository.list("shop/")).isEmpty();
        upload.close();
        assertThat(repository.list("shop/")).isEmpty();
        assertThatThrownBy(() -> repository.read("shop/3/data")).satisfies(e -> isFor(e, Reason.BackupNotFound));
    }

    @Test
    void whatACutOffUploadLeftIsSwept() throws IOException {
        var repository = repository();
        repository.create("shop/4/data").channel().write(ByteBuffer.allocate(LARGE));
        repository.sweep("shop/", Instant.now().minusSeconds(3600));
        assertThat(leftovers()).isPositive();
        repository.sweep("shop/", Instant.now().plusSeconds(3600));
        assertThat(leftovers()).isZero();
    }

    /** How many uploads have begun and not ended. */
    abstract int leftovers() throws IOException;

    @Test
    void deletesAnObjectAndForgivesThatThereIsNone() {
        var repository = repository();
        repository.put("shop/5/data", new byte[] {1});
        repository.delete("shop/5/data");
        repository.delete("shop/5/data");
        assertThat(repository.list("")).isEmpty();
    }

    private static void isFor(Throwable e, Reason reason) {
        assertThat(((AgentException) e).reason()).isEqualTo(reason);
    }
}
