package dev.belay.agent.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.api.policy.BackupPolicyStatus.LastDrill;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must survive a restart. What is in the repository is not here: of backups, the repository is the truth.
 *
 * @param duties by {@link Duty#key}
 * @param lastFailure the newest backup that failed
 * @param lastDrill the newest drill
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunState(
        Map<String, Progress> duties,
        @Nullable BackupFailed lastFailure,
        @Nullable LastDrill lastDrill) {
    static final RunState EMPTY = new RunState(Map.of(), null, null);

    @SuppressWarnings("NullAway") // A file may leave the map out.
    public RunState {
        duties = duties == null ? Map.of() : Map.copyOf(duties);
    }

    /**
     * How far one duty is.
     *
     * @param schedule that this is said of: with another one it starts anew
     * @param timeZone that this is said of
     * @param until every slot up to here is dealt with, RFC 3339
     * @param open the slot that is to be run, or runs; null for none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Progress(
            String schedule,
            @Nullable String timeZone,
            String until,
            @Nullable Open open) {
        static Progress from(Duty duty, Instant now) {
            return new Progress(duty.schedule(), duty.timeZone(), now.toString(), null);
        }

        Instant untilTime() {
            return Instant.parse(until);
        }

        boolean isOf(Duty duty) {
            return new Duty(duty.tier(), schedule, timeZone).equals(duty);
        }

        Progress with(@Nullable Open next) {
            return new Progress(schedule, timeZone, until, next);
        }
    }

    /**
     * A slot that is not done yet.
     *
     * @param slot when it was due, RFC 3339
     * @param attempts how many were begun
     * @param notBefore when the next may begin, RFC 3339
     * @param running whether one has begun and nothing was heard of its end
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Open(String slot, int attempts, String notBefore, boolean running) {
        Instant slotTime() {
            return Instant.parse(slot);
        }

        Instant notBeforeTime() {
            return Instant.parse(notBefore);
        }

        Open begun() {
            return new Open(slot, attempts + 1, notBefore, true);
        }

        /** Broken off, which is no failure. */
        Open takenBack() {
            return new Open(slot, attempts - 1, notBefore, false);
        }

        Open again(Instant at) {
            return new Open(slot, attempts, at.toString(), false);
        }
    }

    /**
     * A backup that failed.
     *
     * @param tier it was of
     * @param time when, RFC 3339
     * @param reason a CamelCase word for machines
     * @param message the cause; never holds a secret
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record BackupFailed(String tier, String time, String reason, String message) {}

    RunState with(Duty duty, Progress progress) {
        var all = new LinkedHashMap<>(duties);
        all.put(duty.key(), progress);
        return new RunState(all, lastFailure, lastDrill);
    }

    RunState with(BackupFailed failure) {
        return new RunState(duties, failure, lastDrill);
    }

    RunState with(LastDrill drill) {
        return new RunState(duties, lastFailure, drill);
    }
}
