package dev.belay.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.PolicyRules;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
    private static final YAMLMapper STRICT = new YAMLMapper();

    /** The agent refuses fields that it does not know. */
    @Test
    void theFileHoldsThePolicyAndNothingElse() throws IOException {
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop"));
        var file = STRICT.readTree(PolicyFile.render(policy));

        assertThat(file.fieldNames()).toIterable().containsExactly("apiVersion", "kind", "metadata", "spec");
        assertThat(STRICT.treeToValue(file.get("spec"), BackupPolicySpec.class)).isEqualTo(policy.getSpec());
    }

    @ParameterizedTest
    @CsvSource({
        "'', /var/lib/belay/repository",
        "', path: shop', /var/lib/belay/repository/shop",
        "', path: /a/b/', /var/lib/belay/repository/a/b"
    })
    void aClaimBecomesTheFolderWhereItIsMounted(String path, String inside) throws IOException {
        var policy = Documents.read(
                BackupPolicy.class,
                Stage.policy("shop").replaceFirst("s3: .*", "volume: {claimName: backups" + path + "}"));
        var spec = STRICT.treeToValue(STRICT.readTree(PolicyFile.render(policy)).get("spec"), BackupPolicySpec.class);

        assertThat(spec.repository().volume().path()).isEqualTo(inside);
        assertThat(spec.repository().volume().claimName()).isNull();
        assertThat(PolicyRules.check(spec)).isEmpty();
    }
}
