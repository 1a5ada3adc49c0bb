package dev.belay.controller.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that cuts each object down to what somebody reads, as it arrives. In place: notifications that are
 * queued meanwhile hold the same object, and with a slim copy beside it a start would need room for both.
 */
public final class SlimStore<R extends HasMetadata> extends BasicItemStore<R> {
    private final Consumer<? super R> cut;

    /**
     * A store for those namespaces; null, which means the framework's own, where there are several: it has an informer
     * for each of them, and would give all of them this one store.
     */
    public static <R extends HasMetadata> @Nullable ItemStore<R> of(Set<String> namespaces, Consumer<? super R> cut) {
        return namespaces.size() > 1 ? null : new SlimStore<>(cut);
    }

    private SlimStore(Consumer<? super R> cut) {
        super(Cache::metaNamespaceKeyFunc);
        this.cut = cut;
    }

    @Override
    public R put(String key, R arrived) {
        cut.accept(arrived);
        return super.put(key, arrived);
    }
}
