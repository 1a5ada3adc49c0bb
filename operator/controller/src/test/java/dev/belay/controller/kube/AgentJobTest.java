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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "drill, , false",
        "drill, 'image: postgis/postgis:17', true",
        "backup, 'image: postgis/postgis:17', false",
    })
    void aDrillInAnImageOfItsOwnHasASidecarThatSeesNoSecret(String task, String image, boolean sidecar) {
        var policy = Documents.read(
                BackupPolicy.class,
                Stage.policy("shop")
                        .replace(
                                "readiness: [select 1]",
                                "readiness: [select 1]" + (image == null ? "" : ", " + image)));
        var job = task.equals("drill") ? AgentJob.drill(policy, IMAGE) : AgentJob.backup(policy, IMAGE, "daily");
        var pod = job.spec().getTemplate().getSpec();
        var agent = pod.getContainers().getFirst();
        assertThat(agent.getArgs().contains("--server")).isEqualTo(sidecar);
        assertThat(pod.getInitContainers()).hasSize(sidecar ? 1 : 0);
        assertThat(AgentVolumes.files(policy).isEmpty()).isEqualTo(image == null);
        if (sidecar) {
            var postgres = pod.getInitContainers().getFirst();
            assertThat(postgres.getRestartPolicy()).isEqualTo("Always");
            assertThat(postgres.getImage()).isEqualTo("postgis/postgis:17");
            assertThat(postgres.getEnv()).isEmpty();
            assertThat(postgres.getVolumeMounts())
                    .extracting(mount -> mount.getMountPath())
                    .containsExactly("/var/lib/belay/drill", "/etc/passwd");
            assertThat(agent.getVolumeMounts())
                    .extracting(mount -> mount.getMountPath())
                    .contains("/var/lib/belay/drill");
            assertThat(postgres.getSecurityContext()).isEqualTo(agent.getSecurityContext());
        }
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
