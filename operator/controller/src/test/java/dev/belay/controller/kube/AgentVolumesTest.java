package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentVolumesTest {
    private static final String AGE = "age: {recipients: [age1qqq], identity: {secretName: shop-age}}";

    /** The policy's encryption; the task; the Secret of its keys that the Job mounts, if any. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "age: {recipients: [age1qqq], identity: {secretName: keys}} | BACKUP  |",
                "age: {recipients: [age1qqq], identity: {secretName: keys}} | RESTORE | keys",
                "age: {recipients: [age1qqq], identity: {secretName: keys}} | DRILL   | keys",
                "age: {recipients: [age1qqq]}                               | DRILL   |",
                "aes256: {keyset: {secretName: keys}}                       | BACKUP  | keys",
                "aes256: {keyset: {secretName: keys}}                       | RESTORE | keys",
                "none: {}                                                   | RESTORE |",
            })
    void aJobHoldsTheKeysThatItsTaskNeeds(String encryption, Task task, String keys) {
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop").replace(AGE, encryption));
        var expected = keys == null
                ? List.of("/etc/belay/secrets/shop-db", "/etc/belay/secrets/shop-s3")
                : List.of("/etc/belay/secrets/shop-db", "/etc/belay/secrets/shop-s3", "/etc/belay/secrets/" + keys);
        assertThat(AgentVolumes.of(policy, task).mounts())
                .extracting(VolumeMount::getMountPath)
                .filteredOn(path -> path.startsWith("/etc/belay/secrets/"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'aes256: {keyset: {secretName: keys}}',keyset",
        "'age: {recipients: [age1qqq], identity: {secretName: keys}}',identity"
    })
    void aMissingSecretIsNamedWithItsKey(String encryption, String key) {
        var policy = Documents.read(BackupPolicy.class, Stage.policy("shop").replace(AGE, encryption));
        assertThat(AgentVolumes.namedSecrets(policy.getSpec())).containsEntry("keys", key);
    }

    @Test
    void aBucketWithoutCredentialsNeedsNoSecret() {
        var policy = Documents.read(
                BackupPolicy.class, Stage.policy("shop").replace(", credentials: {secretName: shop-s3}", ""));
        assertThat(AgentVolumes.namedSecrets(policy.getSpec())).doesNotContainKey("shop-s3");
        assertThat(AgentVolumes.of(policy, Task.BACKUP).mounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/etc/belay/secrets/shop-db")
                .doesNotContain("/etc/belay/secrets/shop-s3");
    }
}
