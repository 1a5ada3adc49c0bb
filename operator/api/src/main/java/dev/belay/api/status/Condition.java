package dev.belay.api.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One observed aspect of an object, in the shape of Kubernetes' {@code metav1.Condition}.
 *
 * @param type what is said to hold, positively: {@code Ready}, {@code BackedUp} …
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason a CamelCase word for machines; also the reason of the event that goes with a change
 * @param message for people: the cause and the next step; never holds a secret
 * @param observedGeneration the {@code metadata.generation} that this was said of
 * @param lastTransitionTime when {@code status} last changed, RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        String type,
        String status,
        String reason,
        String message,
        @Nullable Long observedGeneration,
        String lastTransitionTime) {}
