package dev.belay.controller.kube;

import dev.belay.api.Resource;
import dev.belay.api.status.Condition;
import dev.belay.controller.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a status if it is another than before, and an event for each condition that changed or is amiss. */
public final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private final Events events;
    private final String manager;

    /** @param manager of the fields that are reported: whose they are in the cluster's books */
    public Reporter(Events events, String manager) {
        this.events = events;
        this.manager = manager;
    }

    /**
     * Reports.
     *
     * @param empty a new object of the primary's kind, to be filled: server-side apply sends our whole intent afresh
     * @param before the part of the status that is ours, as it stands
     * @param after what it shall be
     */
    public <T, P extends Resource<?, T>> void report(
            Context<P> context, P empty, Reported<T> before, Reported<T> after) {
        if (Objects.equals(before.status(), after.status())) {
            return;
        }
        var primary = newest(context);
        empty.getMetadata().setName(primary.getMetadata().getName());
        empty.getMetadata().setNamespace(primary.getMetadata().getNamespace());
        empty.getMetadata().setUid(primary.getMetadata().getUid());
        empty.setStatus(after.status());
        PrimaryUpdateAndCacheUtils.updateAndCacheResource(
                primary, context, stale -> empty, intent -> context.getClient()
                        .resource(intent)
                        .subresource("status")
                        .patch(Children.serverSideApply(manager)));
        for (var condition : Conditions.changed(before.conditions(), after.conditions())) {
            LOG.info("{}={} {}: {}", condition.type(), condition.status(), condition.reason(), condition.message());
            // What a new object stands at is no change, unless something is amiss.
            if (before.status() != null || "False".equals(condition.status())) {
                events.publish(primary, condition);
            }
        }
    }

    /** What another slice has reported a moment ago has made it another version. */
    private static <P extends HasMetadata> P newest(Context<P> context) {
        var primary = context.getPrimaryResource();
        return context.getPrimaryCache().get(ResourceID.fromResource(primary)).orElse(primary);
    }

    /**
     * A status and the conditions in it.
     *
     * @param status null where there is none yet
     */
    public record Reported<T>(@Nullable T status, List<Condition> conditions) {}
}
