package dev.belay.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final String GOOD = """
            apiVersion: belay.dev/v1alpha1
            kind: BackupPolicy
            metadata: {name: shop, namespace: prod}
            spec:
              database: {host: db, name: shop, credentials: {secretName: shop-db}}
              repository: {volume: {path: /backups}}
              encryption: {none: {}}
              tiers:
              - {name: daily, schedule: "0 2 * * *", keep: {for: 30d, atLeast: 7}}
            """;

    @TempDir
    Path folder;

    @Test
    void readsAPolicy() throws IOException {
        var policy = read(GOOD);
        assertThat(policy.name()).isEqualTo("shop");
        assertThat(policy.tier("daily")).isPresent();
        assertThat(policy.spec().database().portNumber()).isEqualTo(5432);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            atLeast: 7|atleast: 7|spec.tiers[0].keep.atleast|allowed here: atLeast, for
            host: db|hots: db|spec.database.hots|credentials, dumpFrom, host, name, names, port, sslMode
            none: {}|age: {recipients: [age1x]}, none: {}|spec.encryption|exactly one
            "0 2 * * *"|"0 2 * *"|spec.tiers[daily].schedule|
            name: shop, namespace|name: ../x, namespace|metadata.name|
            kind: BackupPolicy|kind: Backup|kind: BackupPolicy|
            for: 30d|for: 30|spec.tiers[daily].keep.for|30d
            metadata:|metadata: {name: twice}\\nmetadata:|Duplicate|
            """)
    void saysWhatIsWrongAndWhere(String good, String bad, String field, String hint) {
        assertThatThrownBy(() -> read(GOOD.replace(good, bad.replace("\\n", "\n"))))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PolicyInvalid))
                .hasMessageContaining(field)
                .hasMessageContaining(hint == null ? "" : hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''|is empty
            '# nothing'|is empty
            '- apiVersion: x'|the document: must be fields
            'spec'|the document: must be fields
            'spec: {tiers: daily}'|spec.tiers: must be a list
            'spec: {database: {port: [1]}}'|spec.database.port: must be a number
            'spec: {database: {name: [x]}}'|spec.database.name: must be a text
            'spec: {database: {sslMode: none}}'|spec.database.sslMode: 'none' is none of [
            'spec: {database: {sslMode: off}}'|spec.database.sslMode: must be a text
            """)
    void speaksNoJava(String text, String words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PolicyInvalid))
                .hasMessageContaining(words)
                .message()
                .doesNotContain("java.")
                .doesNotContain("dev.belay.")
                .doesNotContain("`");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> PolicyFile.read(folder.resolve("none.yaml"))).hasMessageContaining("no policy file");
    }

    private Policy read(String text) throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("policy.yaml"), text));
    }
}
