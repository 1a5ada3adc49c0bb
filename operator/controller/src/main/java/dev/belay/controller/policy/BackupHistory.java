package dev.belay.controller.policy;

import dev.belay.api.Backup;
import dev.belay.api.backup.ClocksApart;
import dev.belay.api.policy.BackupPolicyStatus.BackupFailure;
import dev.belay.api.policy.BackupPolicyStatus.RecoveryWindow;
import dev.belay.api.policy.BackupPolicyStatus.Success;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.api.status.Failure;
import dev.belay.api.status.Phase;
import dev.belay.controller.run.BackupIds;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy's records tell of its backups.
 *
 * @param lastSuccess the newest good one
 * @param lastFailure the newest failed one
 * @param window from the oldest good one's content to the newest's
 * @param ahead a good one that counts for none of these: by its date it is yet to come
 */
record BackupHistory(
        @Nullable Success lastSuccess,
        @Nullable BackupFailure lastFailure,
        @Nullable RecoveryWindow window,
        @Nullable Success ahead) {

    static BackupHistory of(Collection<Backup> records, Instant now) {
        var all = records.stream()
                .flatMap(record -> success(record).stream())
                .sorted(Comparator.comparing(Success::startedAt).thenComparing(Success::backup))
                .toList();
        var good = all.stream().filter(success -> !isAhead(success, now)).toList();
        var failure = records.stream()
                .flatMap(record -> failure(record).stream())
                .max(Comparator.comparing(BackupFailure::time).thenComparing(BackupFailure::backup));
        return new BackupHistory(
                good.isEmpty() ? null : good.getLast(),
                failure.orElse(null),
                window(good),
                all.size() == good.size() ? null : all.getLast());
    }

    /** Whether the last run to end was one that failed. */
    boolean endsInFailure() {
        return lastFailure != null
                && (lastSuccess == null || lastFailure.time().compareTo(lastSuccess.completedAt()) > 0);
    }

    private static boolean isAhead(Success success, Instant now) {
        return ClocksApart.isFromTheFuture(Instant.parse(success.startedAt()), now);
    }

    private static @Nullable RecoveryWindow window(List<Success> good) {
        return good.isEmpty()
                ? null
                : new RecoveryWindow(good.getFirst().startedAt(), good.getLast().startedAt());
    }

    private static Optional<Success> success(Backup backup) {
        var status = backup.getStatus();
        if (status == null || status.phase() != Phase.Succeeded || status.result() == null || !BackupIds.stay(backup)) {
            return Optional.empty();
        }
        BackupResult result = status.result();
        return Optional.of(new Success(
                backup.getMetadata().getName(),
                result.id(),
                result.tier(),
                result.startedAt(),
                result.completedAt(),
                result.storedBytes()));
    }

    private static Optional<BackupFailure> failure(Backup backup) {
        var status = backup.getStatus();
        if (status == null || status.phase() != Phase.Failed || status.failure() == null) {
            return Optional.empty();
        }
        Failure failure = status.failure();
        var time = failure.time() == null ? backup.getMetadata().getCreationTimestamp() : failure.time();
        return Optional.of(new BackupFailure(
                backup.getMetadata().getName(), backup.getSpec().tier(), time, failure.reason(), failure.message()));
    }
}
