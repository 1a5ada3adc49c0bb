package dev.belay.controller;

import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.pause.ServiceAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the operator is told from outside; docs/rbac.md lists the variables.
 *
 * @param namespaces to work in; empty for all
 * @param image of the agent
 * @param replica which one this is
 * @param healthPort 0 for any that is free
 * @param services where policies' services answer
 * @param seesSecrets whether the role allows to ask whether a Secret is there
 */
public record Settings(
        Set<String> namespaces,
        AgentImage image,
        Replica replica,
        int healthPort,
        ServiceAddress services,
        boolean seesSecrets) {
    private static final String DEFAULT_HEALTH_PORT = "8081";

    /**
     * One of several operators, of which one leads.
     *
     * @param lease namespace of the Lease by which they elect it; empty for a single one
     */
    public record Replica(String name, Optional<String> lease) {}

    /**
     * Reads the environment.
     *
     * @throws IllegalArgumentException with the variable's name and what to set it to
     */
    public static Settings of(Map<String, String> environment) {
        var image = environment.getOrDefault("BELAY_AGENT_IMAGE", "");
        if (image.isBlank()) {
            throw new IllegalArgumentException("BELAY_AGENT_IMAGE is not set; name the agent's image for the Jobs");
        }
        var elects = !"false".equalsIgnoreCase(environment.get("BELAY_LEADER_ELECTION"));
        var namespace = blankAsNull(environment.get("POD_NAMESPACE"));
        if (elects && namespace == null) {
            throw new IllegalArgumentException(
                    "POD_NAMESPACE is not set; give the operator's own namespace, or set BELAY_LEADER_ELECTION=false");
        }
        return new Settings(
                namespaces(environment.getOrDefault("BELAY_WATCH_NAMESPACES", "")),
                new AgentImage(image, blankAsNull(environment.get("BELAY_AGENT_IMAGE_PULL_POLICY"))),
                new Replica(
                        environment.getOrDefault("POD_NAME", environment.getOrDefault("HOSTNAME", "belay-operator")),
                        elects ? Optional.ofNullable(namespace) : Optional.empty()),
                port(environment.getOrDefault("BELAY_HEALTH_PORT", DEFAULT_HEALTH_PORT)),
                ServiceAddress.template(environment.getOrDefault("BELAY_SERVICE_URL", ServiceAddress.IN_CLUSTER)),
                "true".equalsIgnoreCase(environment.get("BELAY_SECRET_METADATA")));
    }

    private static Set<String> namespaces(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("BELAY_HEALTH_PORT is '" + text + "'; set it to a port's number", e);
        }
    }

    private static @Nullable String blankAsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
