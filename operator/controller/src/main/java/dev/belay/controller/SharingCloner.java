package dev.belay.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.Cloner;

/**
 * Gives reconcilers the very object of the cache. The framework copies it through JSON otherwise, at each look, for
 * reconcilers that write into it; ours build what they write afresh ({@link dev.belay.controller.kube.Reporter}), and
 * specs and statuses are records, which nobody can write into.
 */
final class SharingCloner implements Cloner {
    @Override
    public <R extends HasMetadata> R clone(R object) {
        return object;
    }
}
