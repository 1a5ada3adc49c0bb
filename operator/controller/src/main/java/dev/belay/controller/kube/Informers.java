package dev.belay.controller.kube;

import dev.belay.api.Labels;
import dev.belay.controller.run.RunNames;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the slices watch: only what carries our labels, and page by page. */
public final class Informers {
    /** Objects a page: an unpaged list is one array of bytes plus the whole tree. */
    public static final long PAGE = 250;

    private Informers() {}

    /** The Jobs of some tasks and their pods, each leading to the object that asked for it. */
    public static <P extends HasMetadata> List<EventSource<?, P>> runs(
            EventSourceContext<P> context, Set<Task> tasks, SecondaryToPrimaryMapper<HasMetadata> mapper) {
        var label = Labels.TASK + " in ("
                + tasks.stream().map(Task::label).sorted().collect(Collectors.joining(", ")) + ")";
        return List.of(
                labelled(context, Job.class, label, mapper::toPrimaryResourceIDs, Slim::job),
                labelled(context, Pod.class, label, mapper::toPrimaryResourceIDs, Slim::pod));
    }

    public static <P extends HasMetadata> List<EventSource<?, P>> runs(EventSourceContext<P> context, Task task) {
        return runs(context, Set.of(task), RunNames::requester);
    }

    public static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> labelled(
            EventSourceContext<P> context, Class<R> kind, String label, SecondaryToPrimaryMapper<R> mapper) {
        return labelled(context, kind, label, mapper, Slim::metadata);
    }

    /** Objects of others, by a label that we put on them. */
    public static <R extends HasMetadata, P extends HasMetadata> MarkedObjects<R, P> marked(
            EventSourceContext<P> context, Class<R> kind, String label, SecondaryToPrimaryMapper<R> mapper) {
        return new MarkedObjects<>(context, kind, label, mapper);
    }

    private static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> labelled(
            EventSourceContext<P> context,
            Class<R> kind,
            String label,
            SecondaryToPrimaryMapper<R> mapper,
            Consumer<? super R> cut) {
        var watched = watching(context, kind, label, mapper, cut);
        return new InformerEventSource<>(watched.build(), context);
    }

    static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> watching(
            EventSourceContext<?> context,
            Class<R> kind,
            String label,
            SecondaryToPrimaryMapper<R> mapper,
            Consumer<? super R> cut) {
        return InformerEventSourceConfiguration.from(kind, context.getPrimaryResourceClass())
                .withName(kind.getSimpleName())
                .withLabelSelector(label)
                .withSecondaryToPrimaryMapper(mapper)
                .withItemStore(store(context.getControllerConfiguration(), cut))
                .withInformerListLimit(PAGE);
    }

    /**
     * The children that a primary owns. Their own status says nothing to us, and their appearance is our own doing:
     * neither is worth a reconcile.
     */
    public static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> children(
            EventSourceContext<P> context, Class<R> kind) {
        var watched = watching(context, kind, Labels.POLICY, RunNames::policy, Slim::child)
                .withOnAddFilter(added -> false)
                .withOnUpdateFilter(Informers::isAnother);
        return new InformerEventSource<>(watched.build(), context);
    }

    private static <R extends HasMetadata> @Nullable ItemStore<R> store(
            ControllerConfiguration<?> configuration, Consumer<? super R> cut) {
        return SlimStore.of(configuration.getInformerConfig().getNamespaces(), cut);
    }

    /** Whether a child, as it is kept, is another than before in what we own of it, or in whose it is. */
    private static boolean isAnother(HasMetadata now, HasMetadata before) {
        if (Slim.digest(now).isEmpty() || Slim.digest(before).isEmpty()) {
            return saysAnotherThing(now, before);
        }
        return !Slim.digest(now).equals(Slim.digest(before))
                || !Objects.equals(
                        now.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(
                        now.getMetadata().getOwnerReferences(),
                        before.getMetadata().getOwnerReferences());
    }

    /** Whether an update is more than one of the status. */
    public static boolean saysAnotherThing(HasMetadata now, HasMetadata before) {
        var generation = now.getMetadata().getGeneration();
        return generation == null
                || !generation.equals(before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(
                        now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
                || !Objects.equals(
                        now.getMetadata().getOwnerReferences(),
                        before.getMetadata().getOwnerReferences());
    }
}
