package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.Volume;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an agent's pod mounts: the policy, scratch space, the repository, and no more Secrets than its task needs. */
public final class AgentVolumes {
    public static final String POLICY_DIRECTORY = "/etc/belay/policy";
    public static final String POLICY_FILE = "policy.yaml";
    /** Beside the policy's file; only where a drill has an image of its own. */
    public static final String PASSWD_FILE = "passwd";

    public static final String SECRETS_DIRECTORY = "/etc/belay/secrets";

    /** Where a claim is mounted, and hence what {@code volume.path} starts with inside a Job. */
    public static final String REPOSITORY_DIRECTORY = "/var/lib/belay/repository";

    /** Owner and group may read, nobody else. */
    private static final int SECRET_MODE = 0440;

    private final List<io.fabric8.kubernetes.api.model.Volume> volumes = new ArrayList<>();
    private final List<VolumeMount> mounts = new ArrayList<>();

    private AgentVolumes() {}

    public static AgentVolumes of(BackupPolicy policy, Task task) {
        var all = new AgentVolumes();
        all.add(
                new VolumeBuilder()
                        .withName("policy")
                        .withNewConfigMap()
                        .withName(configMapName(policy))
                        .endConfigMap(),
                mount("policy", POLICY_DIRECTORY).withReadOnly(true));
        all.add(new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir(), mount("tmp", "/tmp"));
        var number = 0;
        for (var secret : secrets(policy.getSpec(), task)) {
            // By number: a Secret's name may be longer than a volume's.
            var name = "secret-" + number++;
            all.add(
                    new VolumeBuilder()
                            .withName(name)
                            .withNewSecret()
                            .withSecretName(secret)
                            .withDefaultMode(SECRET_MODE)
                            // The agent names what is missing; without this, the pod would wait for it without a word.
                            .withOptional(true)
                            .endSecret(),
                    mount(name, SECRETS_DIRECTORY + "/" + secret).withReadOnly(true));
        }
        if (DrillServer.isWanted(policy, task)) {
            all.add(
                    new VolumeBuilder()
                            .withName(DrillServer.VOLUME)
                            .withNewEmptyDir()
                            .endEmptyDir(),
                    mount(DrillServer.VOLUME, DrillServer.FOLDER));
        }
        all.addRepository(policy.getSpec().repository().volume());
        return all;
    }

    public static String configMapName(BackupPolicy policy) {
        return policy.getMetadata().getName() + "-policy";
    }

    /** What the pods find in the ConfigMap beside the policy's file. */
    public static Map<String, String> files(BackupPolicy policy) {
        return DrillServer.isWanted(policy, Task.DRILL) ? Map.of(PASSWD_FILE, DrillServer.PASSWD) : Map.of();
    }

    /** The Secrets that a policy names, each with the keys that are expected in it. */
    public static Map<String, String> namedSecrets(BackupPolicySpec spec) {
        var named = new LinkedHashMap<String, String>();
        named.put(
                spec.database().credentials().secretName(),
                spec.database().ssl().text().startsWith("verify")
                        ? "username, password and ca.crt"
                        : "username and password");
        var s3 = spec.repository().s3();
        if (s3 != null && s3.credentials() != null) {
            named.merge(s3.credentials().secretName(), "accessKeyId and secretAccessKey", (a, b) -> a + ", " + b);
        }
        var age = spec.encryption().age();
        if (age != null && age.identity() != null) {
            named.merge(age.identity().secretName(), "identity", (a, b) -> a + ", " + b);
        }
        var aes256 = spec.encryption().aes256();
        if (aes256 != null) {
            named.merge(aes256.keyset().secretName(), "keyset", (a, b) -> a + ", " + b);
        }
        return named;
    }

    public List<io.fabric8.kubernetes.api.model.Volume> volumes() {
        return volumes;
    }

    public List<VolumeMount> mounts() {
        return mounts;
    }

    /** A Job that only writes backups holds nothing that opens one, as far as the kind of encryption allows. */
    private static Set<String> secrets(BackupPolicySpec spec, Task task) {
        var names = new LinkedHashSet<String>();
        var opensNone = task == Task.SYNC || task == Task.PURGE;
        if (!opensNone) {
            names.add(spec.database().credentials().secretName());
        }
        var s3 = spec.repository().s3();
        if (s3 != null && s3.credentials() != null) {
            names.add(s3.credentials().secretName());
        }
        if (opensNone) {
            return names;
        }
        var age = spec.encryption().age();
        if (task != Task.BACKUP && age != null && age.identity() != null) {
            names.add(age.identity().secretName());
        }
        var aes256 = spec.encryption().aes256();
        if (aes256 != null) {
            names.add(aes256.keyset().secretName()); // the same key locks and opens
        }
        return names;
    }

    private void addRepository(@Nullable Volume volume) {
        if (volume != null && volume.claimName() != null) {
            add(
                    new VolumeBuilder()
                            .withName("repository")
                            .withNewPersistentVolumeClaim()
                            .withClaimName(volume.claimName())
                            .endPersistentVolumeClaim(),
                    mount("repository", REPOSITORY_DIRECTORY));
        }
    }

    private void add(VolumeBuilder volume, VolumeMountBuilder mount) {
        volumes.add(volume.build());
        mounts.add(mount.build());
    }

    private static VolumeMountBuilder mount(String name, String path) {
        return new VolumeMountBuilder().withName(name).withMountPath(path);
    }
}
