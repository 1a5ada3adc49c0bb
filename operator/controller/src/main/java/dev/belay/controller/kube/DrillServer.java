package dev.belay.controller.kube;

import dev.belay.api.BackupPolicy;
import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;

/**
 * The throwaway PostgreSQL of a drill in an image of its own, as a native sidecar: Kubernetes starts it before the agent
 * and ends it after. It sees none of the policy's Secrets, and nobody outside of the pod sees it.
 */
final class DrillServer {
    static final String CONTAINER = "postgres";

    /** Data, socket, and the password that the agent reads. */
    static final String FOLDER = "/var/lib/belay/drill";

    static final String VOLUME = "drill";

    /** initdb asks for the name of whom it runs as, and no image has one for our number. */
    static final String PASSWD = "postgres:x:65532:65532::/:/sbin/nologin\n";

    static final String SCRIPT = """
            set -eu
            umask 077
            command -v initdb >/dev/null ||
              for bin in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/*/postgresql/bin 2>/dev/null | sort -V); do
                [ ! -x "$bin/initdb" ] || PATH=$bin:$PATH
              done
            rm -rf data password
            od -An -N16 -tx1 /dev/urandom | tr -d ' \\n' >new
            initdb --pgdata=data --username=postgres --pwfile=new --auth=scram-sha-256 \\
              --encoding=UTF8 --locale=C.UTF-8 --no-sync
            mv new password
            exec postgres -D data -p "${PGPORT:-5432}" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$PWD" \\
              -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 \\
              -c max_wal_size=4GB -c shared_buffers=64MB -c autovacuum=off
            """;

    private DrillServer() {}

    /** Whether the agent is to restore there instead of into one of its own. */
    static boolean isWanted(BackupPolicy policy, Task task) {
        var drill = policy.getSpec().drill();
        return task == Task.DRILL && drill != null && drill.image() != null;
    }

    /** What the agent is told. */
    static List<String> arguments() {
        return List.of("--server", FOLDER);
    }

    static Container container(BackupPolicy policy) {
        var drill = policy.getSpec().drill();
        var template = policy.getSpec().jobTemplate();
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(drill == null ? null : drill.image())
                .withImagePullPolicy(template == null ? null : template.imagePullPolicy())
                .withRestartPolicy("Always")
                .withCommand("sh", "-c", SCRIPT)
                .withWorkingDir(FOLDER)
                .withResources(Resources.of(template == null ? null : template.resources(), Task.DRILL))
                .withSecurityContext(AgentPod.restricted())
                .withVolumeMounts(
                        new VolumeMountBuilder()
                                .withName(VOLUME)
                                .withMountPath(FOLDER)
                                .build(),
                        new VolumeMountBuilder()
                                .withName("policy")
                                .withMountPath("/etc/passwd")
                                .withSubPath(AgentVolumes.PASSWD_FILE)
                                .withReadOnly(true)
                                .build())
                .build();
    }
}
