package dev.belay.service.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Providers and topics by name, in the file's order.
 *
 * @param providers may be empty
 * @param topics each names one of the providers
 */
public record Settings(Map<String, Provider> providers, Map<String, Topic> topics) {

    public Optional<Provider> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    public Optional<Topic> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    /** The provider of a topic: checked to exist when the settings were read. */
    public Provider providerOf(Topic topic) {
        Provider provider = providers.get(topic.provider());
        if (provider == null) {
            throw new InvalidConfiguration("topic " + topic.name() + ": no provider " + topic.provider());
        }
        return provider;
    }

    /** The topics that stop while a provider's breaker is open. */
    public List<String> pausedWith(String provider) {
        return topics.values().stream()
                .filter(topic -> topic.mutating() && topic.provider().equals(provider))
                .map(Topic::name)
                .toList();
    }
}
