package dev.belay.controller.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Set;

/** Other people's objects that carry a mark of ours. They wake the object that marked them, and are none of its children. */
public final class MarkedObjects<R extends HasMetadata, P extends HasMetadata> extends InformerEventSource<R, P> {

    MarkedObjects(EventSourceContext<P> context, Class<R> kind, String label, SecondaryToPrimaryMapper<R> mapper) {
        super(
                Informers.watching(context, kind, label, mapper, Slim::metadata)
                        .withName("marked-" + kind.getSimpleName())
                        .build(),
                context);
    }

    /** Whether the primary has marked any. */
    public boolean isAny(P primary) {
        return !super.getSecondaryResources(primary).isEmpty();
    }

    @Override
    public Set<R> getSecondaryResources(P primary) {
        return Set.of();
    }
}
