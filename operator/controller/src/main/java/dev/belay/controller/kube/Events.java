package dev.belay.controller.kube;

import dev.belay.api.status.Condition;
import dev.belay.controller.status.Conditions;
import dev.belay.controller.status.Ellipsis;
import dev.belay.controller.status.Reason;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes Kubernetes events: what {@code kubectl describe} lists at its end. */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST_MESSAGE = 1024;
    private static final int LONGEST_NAME = 200;
    private static final String COMPONENT = "belay-operator";

    /** What is worth a look also where the condition still holds, or nobody knows. */
    private static final Set<String> AMISS = Stream.of(
                    Reason.LastRunFailed, Reason.DrillOutdated, Reason.ServiceDegraded)
            .map(Reason::name)
            .collect(Collectors.toUnmodifiableSet());

    private final KubernetesClient client;
    private final String instance;
    private final InstantSource clock;

    /** @param instance which replica this is */
    public Events(KubernetesClient client, String instance, InstantSource clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    /** Says that a condition changed. An event that is lost is no reason to fail: the condition holds the same words. */
    public void publish(HasMetadata about, Condition condition) {
        var metadata = about.getMetadata();
        // The same change, seen on the same version of the object, has the same name: a retry does not say it twice.
        var change = metadata.getUid()
                + metadata.getResourceVersion()
                + condition.type()
                + condition.status()
                + condition.reason()
                + condition.message();
        // Not the condition's own time: that stays where only the reason changes.
        var now = Conditions.timestamp(clock.instant());
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(Names.fit(metadata.getName(), LONGEST_NAME) + "." + Names.hash(change, 16))
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .endInvolvedObject()
                .withType(isAmiss(condition) ? "Warning" : "Normal")
                .withReason(condition.reason())
                .withMessage(Ellipsis.cut(
                        condition.type() + "=" + condition.status() + ": " + condition.message(), LONGEST_MESSAGE))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(COMPONENT, null)
                .withReportingComponent(COMPONENT)
                .withReportingInstance(instance)
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                LOG.warn("no event for {} of {}: {}", condition.reason(), metadata.getName(), Children.explain(e));
            }
        }
    }

    private static boolean isAmiss(Condition condition) {
        return "False".equals(condition.status()) || AMISS.contains(condition.reason());
    }
}
