package dev.belay.controller.kube;

import org.jspecify.annotations.Nullable;

/**
 * The image that Jobs run unless their policy names another.
 *
 * @param pullPolicy as in a pod; Kubernetes' default where left out
 */
public record AgentImage(String name, @Nullable String pullPolicy) {}
