package dev.belay.controller.kube;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says on Backups that are not ours to delete that the repository no longer holds them. */
public final class GoneMarks {
    /** Of its own: what else we say on a Backup is not to be taken back by this. */
    private static final String MANAGER = "belay-sync";

    private GoneMarks() {}

    public static void put(KubernetesClient client, Backup backup, Instant since) {
        say(
                client,
                backup,
                Map.of(Labels.GONE, since.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    public static void take(KubernetesClient client, Backup backup) {
        say(client, backup, null);
    }

    private static void say(KubernetesClient client, Backup backup, @Nullable Map<String, String> annotations) {
        var ours = new Backup();
        ours.setMetadata(Others.exactly(backup).withAnnotations(annotations).build());
        Others.apply(client, ours, MANAGER);
    }
}
