package dev.belay.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

class S3ReadTest {
    private static final byte[] OBJECT = new byte[1000];

    static {
        new Random(1).nextBytes(OBJECT);
    }

    private final FakeS3 store = new FakeS3();

    private byte[] read() throws IOException {
        store.object = OBJECT;
        try (var in = new S3Read(store, "bucket", "key")) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsAll() throws IOException {
        assertThat(read()).isEqualTo(OBJECT);
        assertThat(store.asked).hasSize(1);
    }

    @Test
    void goesOnWhereAConnectionBroke() throws IOException {
        store.breaksAfter = 99;
        assertThat(read()).isEqualTo(OBJECT);
        assertThat(store.asked).hasSize(11);
        var second = (GetObjectRequest) store.asked.get(1);
        assertThat(second.range()).isEqualTo("bytes=99-");
        assertThat(second.ifMatch()).as("of the same object").isEqualTo("version");
    }

    @Test
    void anEmptyObjectEndsAtOnce() throws IOException {
        store.object = new byte[0];
        try (var in = new S3Read(store, "bucket", "key")) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void givesUpWhereNothingMoreComes() throws IOException {
        store.object = OBJECT;
        store.breaksAfter = 10;
        try (var in = new S3Read(store, "bucket", "key")) {
            in.readNBytes(10);
            store.object = null;
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }
}
