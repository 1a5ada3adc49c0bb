package dev.belay.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.policy.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final SecretRef DB = new SecretRef("db");

    @TempDir
    Path folder;

    @Test
    void cutsOutWhatItHasRead() throws IOException {
        write("password", "hunter22\n");
        write("longer", "hunter22hunter22");
        var secrets = new Secrets(folder);
        assertThat(secrets.redact("hunter22")).isEqualTo("hunter22");
        assertThat(secrets.secret(DB, "password")).isEqualTo("hunter22");
        assertThat(secrets.secret(DB, "longer")).isEqualTo("hunter22hunter22");
        assertThat(secrets.redact("a hunter22 and hunter22hunter22.")).isEqualTo("a ••• and •••.");
    }

    @Test
    void onlyOneLineEndIsNotPartOfTheSecret() throws IOException {
        write("password", " pass word \n");
        assertThat(new Secrets(folder).secret(DB, "password")).isEqualTo(" pass word ");
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> new Secrets(folder).secret(DB, "password"))
                .hasMessageContaining(folder.resolve("db/password").toString())
                .hasMessageContaining("the key password of the Secret db");
        assertThatThrownBy(() -> new Secrets(null).secret(DB, "password"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PolicyInvalid))
                .hasMessageContaining("--secrets DIR");
    }

    private void write(String key, String value) throws IOException {
        Files.createDirectories(folder.resolve("db"));
        Files.writeString(folder.resolve("db").resolve(key), value);
    }
}
