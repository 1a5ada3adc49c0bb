package dev.belay.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes that do not lean on each other: one that fails keeps no other one from being made. */
public final class Writes {
    private Writes() {}

    /**
     * Makes them all.
     *
     * @return what the API server {@linkplain Children#refusal refused}, a sentence for each
     * @throws KubernetesClientException the last failure that another try may mend, after all were tried
     */
    public static List<String> all(List<Runnable> writes) {
        var refusals = new ArrayList<String>();
        @Nullable KubernetesClientException failure = null;
        for (var write : writes) {
            try {
                write.run();
            } catch (KubernetesClientException e) {
                failure = note(e, refusals) ? failure : e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(refusals);
    }

    private static boolean note(KubernetesClientException failed, List<String> refusals) {
        try {
            return refusals.add(Children.refusal(failed));
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
