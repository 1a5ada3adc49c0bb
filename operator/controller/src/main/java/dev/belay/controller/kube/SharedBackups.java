package dev.belay.controller.kube;

import dev.belay.api.Backup;
import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.RunNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Backups, watched once for all: they are the most of all objects, and their own reconciler, that of their policies
 * and those that ask for some on the way would each list all of them. A label makes such a list no cheaper for the API
 * server, which reads and decodes them all to find it.
 */
public final class SharedBackups {
    private static final String BY_POLICY = "belay-policy";
    private static final long PATIENCE_SECONDS = 300;

    private final CountDownLatch loaded = new CountDownLatch(1);
    private final OfPolicies ofPolicies = new OfPolicies();
    private final List<Requested<?>> requested = new CopyOnWriteArrayList<>();
    private final Instant since;
    private @Nullable IndexerResourceCache<Backup> cache;

    public SharedBackups(InstantSource clock) {
        this.since = clock.instant();
    }

    /** For the controller that watches them. */
    public EventSource<?, Backup> watched(EventSourceContext<Backup> context) {
        var watched = context.getPrimaryCache();
        watched.addIndexer(BY_POLICY, backup -> List.of(key(policyOf(backup))));
        cache = watched;
        return new Watched();
    }

    /** For the policies: each one's Backups, and an event when one of them has another state. */
    public EventSource<Backup, BackupPolicy> ofPolicies() {
        return ofPolicies;
    }

    /** For those on whose behalf Backups of an origin are made: an event when one of these has another state. */
    public <P extends HasMetadata> EventSource<Backup, P> requested(String origin) {
        var source = new Requested<P>(origin);
        requested.add(source);
        return source;
    }

    private void wake(Backup backup) {
        ofPolicies.wake(backup);
        requested.forEach(source -> source.wake(backup));
    }

    /** Those of one's policy, oneself among them. */
    public List<Backup> ofSamePolicy(Backup backup) {
        return of(policyOf(backup));
    }

    private List<Backup> of(ResourceID policy) {
        return cache == null ? List.of() : cache.byIndex(BY_POLICY, key(policy));
    }

    private static ResourceID policyOf(Backup backup) {
        return new ResourceID(
                backup.getSpec().policyRef().name(), backup.getMetadata().getNamespace());
    }

    /** To compare them by all that they say would cost more than all the rest of a look. */
    private static Set<Backup> identities(List<Backup> backups) {
        Set<Backup> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(backups);
        return set;
    }

    private static String key(ResourceID policy) {
        return policy.getNamespace().orElse("") + "/" + policy.getName();
    }

    /** Started behind the informer, which has listed them all by then. */
    private final class Watched extends AbstractEventSource<Backup, Backup> implements ResourceEventAware<Backup> {
        Watched() {
            super(Backup.class, "for-policies");
        }

        @Override
        public void start() {
            super.start();
            loaded.countDown();
        }

        @Override
        public Set<Backup> getSecondaryResources(Backup primary) {
            return Set.of();
        }

        /** Those of before the start are looked at with their policy, all at once. */
        @Override
        public void onResourceCreated(Backup backup) {
            if (Phase.isOver(
                            backup.getStatus() == null
                                    ? null
                                    : backup.getStatus().phase())
                    && !Instant.parse(backup.getMetadata().getCreationTimestamp())
                            .isBefore(since)) {
                wake(backup);
            }
        }

        @Override
        public void onResourceUpdated(Backup now, Backup before) {
            if (!Objects.equals(now.getStatus(), before.getStatus())
                    || !Objects.equals(
                            now.getMetadata().getAnnotations(),
                            before.getMetadata().getAnnotations())) {
                wake(now);
            }
        }

        @Override
        public void onResourceDeleted(Backup backup) {
            wake(backup);
        }
    }

    private final class OfPolicies extends AbstractEventSource<Backup, BackupPolicy> {
        OfPolicies() {
            super(Backup.class, "backups");
        }

        /** A policy that was looked at before they are all there would seem to have lost its backups. */
        @Override
        public void start() {
            try {
                if (!loaded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new OperatorException("the Backups could not be listed within " + PATIENCE_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new OperatorException(e);
            }
            super.start();
        }

        @Override
        public Set<Backup> getSecondaryResources(BackupPolicy policy) {
            return identities(of(ResourceID.fromResource(policy)));
        }

        private void wake(Backup backup) {
            if (isRunning()) {
                getEventHandler().handleEvent(new Event(policyOf(backup)));
            }
        }
    }

    private static final class Requested<P extends HasMetadata> extends AbstractEventSource<Backup, P> {
        private final String origin;

        Requested(String origin) {
            super(Backup.class, "backups");
            this.origin = origin;
        }

        /** Those who ask for a Backup read it: a gate that opens must be open now. */
        @Override
        public Set<Backup> getSecondaryResources(P primary) {
            return Set.of();
        }

        private void wake(Backup backup) {
            var labels = backup.getMetadata().getLabels();
            if (isRunning() && labels != null && origin.equals(labels.get(Labels.ORIGIN))) {
                RunNames.requester(backup).forEach(id -> getEventHandler().handleEvent(new Event(id)));
            }
        }
    }
}
