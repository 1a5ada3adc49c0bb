package dev.belay.controller.pause;

import dev.belay.api.policy.ServiceRef;
import java.net.URI;
import java.util.Objects;

/** Where a policy's service answers. */
@FunctionalInterface
public interface ServiceAddress {
    String IN_CLUSTER = "http://{name}.{namespace}.svc:{port}/health";

    /**
     * The address of its health.
     *
     * @throws IllegalArgumentException if the service's name is none of a Service: it must not lead anywhere else
     */
    URI of(String namespace, ServiceRef service);

    /** By a template with {@code {name}}, {@code {namespace}} and {@code {port}}. */
    static ServiceAddress template(String template) {
        return (namespace, service) -> {
            if (!service.name().matches(ServiceRef.NAME_PATTERN)) {
                throw new IllegalArgumentException("'" + service.name() + "' is no name of a Service");
            }
            var port = Objects.requireNonNullElse(service.port(), ServiceRef.DEFAULT_PORT);
            return URI.create(template.replace("{name}", service.name())
                    .replace("{namespace}", namespace)
                    .replace("{port}", String.valueOf(port)));
        };
    }
}
