package dev.belay.service.breaker;

import dev.belay.service.config.BreakerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state machine: from a row and what happened to the next row, or to none where nothing changes. */
final class Transitions {
    private final BreakerSettings settings;
    private final Duration probeLease;

    /** @param probeLease how long a probe may take before it counts as lost */
    Transitions(BreakerSettings settings, Duration probeLease) {
        this.settings = settings;
        this.probeLease = probeLease;
    }

    /** From any state to open. A later moment that the provider asked for wins over the cooldown. */
    BreakerRow trip(BreakerRow row, String reason, Optional<Instant> retryAfter, Instant now) {
        Instant until = later(now.plus(settings.cooldown()), capped(retryAfter, now));
        return next(row, State.OPEN, until, reason, now, 0, null);
    }

    /** An open breaker stays open longer, never shorter. */
    Optional<BreakerRow> extend(BreakerRow row, Optional<Instant> retryAfter, Instant now) {
        Instant until = row.openedUntil();
        Instant asked = capped(retryAfter, now);
        if (row.state() != State.OPEN || until == null || asked == null || !asked.isAfter(until)) {
            return Optional.empty();
        }
        return Optional.of(next(row, State.OPEN, asked, row.reason(), row.since(), 0, null));
    }

    /** An open breaker whose time has come goes half open, with no probe taken. */
    Optional<BreakerRow> due(BreakerRow row, Instant now) {
        Instant until = row.openedUntil();
        if (row.state() != State.OPEN || (until != null && now.isBefore(until))) {
            return Optional.empty();
        }
        return Optional.of(next(row, State.HALF_OPEN, null, row.reason(), now, 0, null));
    }

    /** One more probe, while there are fewer than the cap or those taken are lost. */
    Optional<BreakerRow> takeProbe(BreakerRow row, Instant now) {
        if (row.state() != State.HALF_OPEN) {
            return Optional.empty();
        }
        Instant lease = row.probesUntil();
        int taken = lease != null && now.isBefore(lease) ? row.probes() : 0;
        return taken >= settings.probes()
                ? Optional.empty()
                : Optional.of(
                        next(row, State.HALF_OPEN, null, row.reason(), row.since(), taken + 1, now.plus(probeLease)));
    }

    /** A probe that was taken and not used. */
    Optional<BreakerRow> giveProbeBack(BreakerRow row) {
        return row.state() != State.HALF_OPEN || row.probes() == 0
                ? Optional.empty()
                : Optional.of(next(
                        row, State.HALF_OPEN, null, row.reason(), row.since(), row.probes() - 1, row.probesUntil()));
    }

    /** A probe went well. */
    Optional<BreakerRow> close(BreakerRow row, Instant now) {
        return row.state() == State.HALF_OPEN
                ? Optional.of(next(row, State.CLOSED, null, null, now, 0, null))
                : Optional.empty();
    }

    private @Nullable Instant capped(Optional<Instant> retryAfter, Instant now) {
        Instant latest = now.plus(settings.maxRetryAfter());
        return retryAfter.map(asked -> asked.isAfter(latest) ? latest : asked).orElse(null);
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }

    private static BreakerRow next(
            BreakerRow row,
            State state,
            @Nullable Instant until,
            @Nullable String reason,
            Instant since,
            int probes,
            @Nullable Instant probesUntil) {
        return new BreakerRow(row.provider(), state, until, row.generation() + 1, reason, since, probes, probesUntil);
    }
}
