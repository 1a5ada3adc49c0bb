package dev.belay.controller.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.belay.api.BackupPolicy;
import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.Repository;
import dev.belay.api.policy.Volume;
import dev.belay.controller.kube.AgentVolumes;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Renders the policy as the file that a Job mounts: what one machine would have, with the Job's own paths. */
final class PolicyFile {
    private static final YAMLMapper MAPPER = YAMLMapper.builder(
                    new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL))
            .build();

    private PolicyFile() {}

    static String render(BackupPolicy policy) {
        var file = new BackupPolicy();
        file.setMetadata(new ObjectMetaBuilder()
                .withName(policy.getMetadata().getName())
                .withNamespace(policy.getMetadata().getNamespace())
                .build());
        file.setSpec(mounted(policy.getSpec()));
        try {
            return MAPPER.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy that was read must be writable", e);
        }
    }

    private static BackupPolicySpec mounted(BackupPolicySpec spec) {
        var volume = spec.repository().volume();
        if (volume == null) {
            return spec;
        }
        var inside = volume.path() == null ? "" : volume.path().replaceAll("^/+|/+$", "");
        var path = AgentVolumes.REPOSITORY_DIRECTORY + (inside.isEmpty() ? "" : "/" + inside);
        return new BackupPolicySpec(
                spec.database(),
                new Repository(null, new Volume(null, path)),
                spec.encryption(),
                spec.tiers(),
                spec.drill(),
                spec.objectives(),
                spec.service(),
                spec.pause(),
                spec.jobTemplate(),
                spec.suspend(),
                spec.deletionPolicy());
    }
}
