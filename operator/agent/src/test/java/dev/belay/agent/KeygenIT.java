package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AesKeyset;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Agent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeygenIT {
    @TempDir
    Path folder;

    private Agent.Result keygen(String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("keygen", "--out", folder.toString(), "--output", "json"));
        arguments.addAll(List.of(options));
        return Agent.run(arguments);
    }

    @Test
    void aRotatedKeysetKeepsItsKeys() throws Exception {
        assertThat(keygen("--aes256", "--rotate").exits(1).reason()).isEqualTo("IdentityMissing");
        var first = keygen("--aes256").exits(0).json().path("primary").asText();
        keygen("--aes256").exits(3);
        var second = keygen("--aes256", "--rotate").exits(0);
        var keyset = AesKeyset.parse(Files.readString(folder.resolve("keyset")));
        assertThat(keyset.primary())
                .isEqualTo(second.json().path("primary").asText())
                .isNotEqualTo(first);
        assertThat(keyset.ids()).containsExactlyInAnyOrder(first, keyset.primary());
    }

    @Test
    void aRotatedIdentityKeepsItsKeys() throws Exception {
        var first = keygen().exits(0).json().path("recipient").asText();
        keygen().exits(3);
        var second = keygen("--rotate").exits(0).json().path("recipient").asText();
        assertThat(AgeIdentity.parseAll(Files.readString(folder.resolve("identity"))))
                .extracting(AgeIdentity::recipient)
                .containsExactly(first, second);
    }

    @Test
    void whatIsNoKeyFileIsNotAddedTo() throws Exception {
        for (var file : List.of("identity", "keyset")) {
            Files.writeString(folder.resolve(file), "PLANTED\n");
        }
        var aes = keygen("--aes256", "--rotate").exits(1);
        var age = keygen("--rotate").exits(1);
        assertThat(aes.err() + aes.out() + age.err() + age.out()).doesNotContain("PLANTED");
        assertThat(folder.resolve("identity")).hasContent("PLANTED");
        assertThat(folder.resolve("keyset")).hasContent("PLANTED");
    }

    @Test
    void noKeyIsPrinted() throws Exception {
        var made = List.of(keygen(), keygen("--rotate"), keygen("--aes256"), keygen("--aes256", "--rotate"));
        assertThat(made).allSatisfy(run -> assertThat(run.exits(0).out() + run.err())
                .doesNotContain("AGE-SECRET-KEY")
                .doesNotContain("keyData"));
    }
}
