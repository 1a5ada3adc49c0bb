package dev.belay.agent.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.belay.api.policy.BackupPolicySpec;
import org.jspecify.annotations.Nullable;

/** The file as it is written: a Kubernetes object, of whose metadata only the name matters here. */
record PolicyDocument(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable Metadata metadata,
        @Nullable BackupPolicySpec spec,
        @Nullable JsonNode status) {

    record Metadata(
            @Nullable String name,
            @Nullable String namespace,
            @Nullable JsonNode labels,
            @Nullable JsonNode annotations) {}
}
