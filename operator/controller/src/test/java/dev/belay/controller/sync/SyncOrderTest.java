package dev.belay.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.BackupPolicy;
import dev.belay.api.Labels;
import dev.belay.api.policy.BackupPolicyStatus.Sync;
import dev.belay.controller.kube.AgentImage;
import dev.belay.controller.real.Documents;
import dev.belay.controller.real.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncOrderTest {
    private static final Instant LAST = Instant.parse("2026-11-21T02:00:00Z");
    private static final AgentImage IMAGE = new AgentImage("agent:1", null);

    @ParameterizedTest
    @CsvSource({
        "same,  ,  ,   24h",
        "other, ,  ,   at once",
        "same,  a, a,  24h",
        "same,  b, a,  at once",
        "same,  ,  1,  1m",
        "same,  ,  2,  2m",
        "same,  ,  5,  16m",
        "same,  ,  9,  256m",
        "same,  ,  10, 360m",
        "same,  ,  99, 360m",
    })
    void itIsDueAgain(String repository, @Nullable String asked, @Nullable String known, String after) {
        var failures = known != null && known.matches("\\d+") ? Integer.valueOf(known) : null;
        var answered = failures == null ? known : null;
        var policy = policy();
        if (asked != null) {
            policy.getMetadata().setAnnotations(Map.of(Labels.SYNC, asked));
        }
        var digest = repository.equals("same") ? SyncOrder.of(policy).repository() : "another";
        var order = with(policy, new Sync(digest, answered, "j", LAST.toString(), null, null, null, failures, null));
        var due = after.equals("at once")
                ? Instant.EPOCH
                : LAST.plus(Duration.parse("PT" + after.toUpperCase(java.util.Locale.ROOT)));
        assertThat(order.due()).isEqualTo(due);
    }

    @Test
    void aPolicyThatWasNeverSyncedIsDue() {
        assertThat(SyncOrder.of(policy()).due()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void eachTryHasAJobOfItsOwnAndOneTryHasOne() {
        var first = SyncOrder.of(policy());
        var second =
                with(policy(), new Sync(first.repository(), null, "j", LAST.toString(), null, null, null, 1, "no"));
        var name = first.job(IMAGE).getMetadata().getName();
        assertThat(name).startsWith("shop-sync-");
        assertThat(SyncOrder.of(policy()).job(IMAGE).getMetadata().getName()).isEqualTo(name);
        assertThat(second.job(IMAGE).getMetadata().getName()).isNotEqualTo(name);
    }

    @Test
    void whatIsOnlyListedIsNotOpened() {
        var pod = SyncOrder.of(policy()).job(IMAGE).getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers().getFirst().getArgs())
                .startsWith("backup", "list")
                .contains("--report");
        assertThat(pod.getVolumes())
                .extracting(volume ->
                        volume.getSecret() == null ? "" : volume.getSecret().getSecretName())
                .contains("shop-s3")
                .doesNotContain("shop-db", "shop-age");
    }

    private static SyncOrder with(BackupPolicy policy, Sync known) {
        var order = SyncOrder.of(policy);
        return new SyncOrder(policy, order.repository(), order.requested(), known);
    }

    private static BackupPolicy policy() {
        return Documents.read(BackupPolicy.class, Stage.policy("shop"));
    }
}
