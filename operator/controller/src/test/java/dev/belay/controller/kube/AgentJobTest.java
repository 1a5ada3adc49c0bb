package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentJobTest {
    private static final AgentImage IMAGE = new AgentImage("agent:1", null);

    @Test
    void aTemplateReachesThePod() {
        var job = AgentJob.backup(policy("""
                labels: {team: shop, belay.dev/task: drill}, annotations: {sidecar.istio.io/inject: 'false',
                  belay.dev/requested-by: me}, serviceAccountName: writer, priorityClassName: high,
                imagePullSecrets: [{name: pull}], sidecarQuitUrl: 'http://127.0.0.1:4191/shutdown',
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                  {matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]}}}"""), IMAGE, "daily");
        var marks = job.marks();
        assertThat(marks.getLabels())
                .containsEntry("team", "shop")
                .containsEntry(Labels.TASK, "backup")
                .containsEntry(Labels.TIER, "daily");
        assertThat(marks.getAnnotations()).isEqualTo(Map.of("sidecar.istio.io/inject", "false"));
        var template = job.spec().getTemplate();
        assertThat(template.getMetadata()).isEqualTo(marks);
        var pod = template.getSpec();
        assertThat(pod.getServiceAccountName()).isEqualTo("writer");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getPriorityClassName()).isEqualTo("high");
        assertThat(pod.getImagePullSecrets())
                .extracting(secret -> secret.getName())
                .containsExactly("pull");
        assertThat(pod.getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms()
                        .getFirst()
                        .getMatchExpressions()
                        .getFirst()
                        .getValues())
                .containsExactly("ssd");
        assertThat(pod.getContainers().getFirst().getEnv())
                .containsExactly(new EnvVar("BELAY_SIDECAR_QUIT_URL", "http://127.0.0.1:4191/shutdown", null));
    }

    @Test
    void whatIsNotAskedForIsNotThere() {
        var job = AgentJob.backup(policy("backoffLimit: 0"), IMAGE, "daily");
        var pod = job.spec().getTemplate().getSpec();
        assertThat(job.marks().getLabels()).isEqualTo(job.labels());
        assertThat(job.marks().getAnnotations()).isNullOrEmpty();
        assertThat(pod.getServiceAccountName()).isNull();
        assertThat(pod.getAffinity()).isNull();
        assertThat(pod.getContainers().getFirst().getEnv()).isEmpty();
    }

    @Test
    void anAffinityThatIsNoneIsNamed() {
        assertThatThrownBy(() -> AgentPod.affinity(Map.of("nodeAffinity", "ssd")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nodeAffinity");
    }

    private static BackupPolicy policy(String template) {
        return Documents.read(
                BackupPolicy.class,
                Stage.policy("shop").replace("{backoffLimit: 0}", "{" + template.replace("\n", " ") + "}"));
    }
}
