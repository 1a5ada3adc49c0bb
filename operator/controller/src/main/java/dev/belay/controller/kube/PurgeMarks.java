package dev.belay.controller.kube;

import dev.belay.api.Backup;
import dev.belay.api.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;

/** The finalizer that keeps a Backup object until its data is deleted. */
public final class PurgeMarks {
    private PurgeMarks() {}

    /** Marks a Backup: from now on its deletion waits for that of its data. */
    public static void put(Context<?> context, Backup backup) {
        var ours = new Backup();
        ours.setMetadata(
                Others.exactly(backup).withFinalizers(List.of(Labels.PURGE)).build());
        Others.apply(context.getClient(), ours, Children.MANAGER);
    }

    /** Takes the mark away, whoever put it. Whatever waits for it goes. */
    public static void take(Context<?> context, Backup backup) {
        try {
            PrimaryUpdateAndCacheUtils.removeFinalizer(context.getClient(), backup, Labels.PURGE);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * Deletes a record and none of its data. Said on the object before it goes: whoever looks at it in between, or after
     * a crash, must not take its deletion for somebody's wish.
     */
    public static void deleteRecord(Context<?> context, Backup record) {
        if (record.hasFinalizer(Labels.PURGE)) {
            say(context.getClient(), record);
        }
        Children.delete(context, record);
    }

    private static void say(KubernetesClient client, Backup record) {
        var ours = new Backup();
        ours.setMetadata(Others.exactly(record)
                .withAnnotations(Map.of(Labels.OUTDATED, "true"))
                .build());
        Others.apply(client, ours, Children.MANAGER);
    }
}
