package dev.belay.agent.repository;

import dev.belay.agent.fixture.S3Server;
import dev.belay.agent.policy.Secrets;
import dev.belay.api.policy.S3;
import dev.belay.api.policy.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class S3RepositoryIT extends RepositoryContract {
    @RegisterExtension
    static final S3Server SERVER = new S3Server();

    private static int bucket;

    @TempDir
    Path folder;

    private S3 s3;

    @BeforeEach
    void createBucket() throws IOException {
        Files.createDirectories(folder.resolve("s3"));
        Files.writeString(folder.resolve("s3/accessKeyId"), SERVER.accessKeyId());
        Files.writeString(folder.resolve("s3/secretAccessKey"), SERVER.secretAccessKey());
        var name = "contract-" + bucket++;
        SERVER.createBucket(name);
        s3 = new S3(SERVER.endpoint(), null, name, "a/b", null, new SecretRef("s3"));
    }

    @Override
    Repository repository() {
        return S3Repository.open(s3, new Secrets(folder));
    }

    @Override
    int leftovers() {
        try (var client = S3Connection.open(s3, new Secrets(folder))) {
            return client.listMultipartUploads(r -> r.bucket(s3.bucket()))
                    .uploads()
                    .size();
        }
    }
}
