package dev.belay.service.breaker;

import dev.belay.service.config.Settings;
import dev.belay.service.events.Event;
import dev.belay.service.events.EventLog;
import dev.belay.service.events.EventType;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The action log of breakers and of the pauses they bring: written once, by the replica that made the change. */
@Singleton
final class BreakerRecords implements BreakerListener {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerRecords.class);

    private final EventLog events;
    private final Settings settings;
    private final Clock clock;

    BreakerRecords(EventLog events, Settings settings, Clock clock) {
        this.events = events;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void changed(BreakerRow from, BreakerRow to, boolean ours) {
        String message = message(from, to);
        LOG.info("Breaker {}: {}", to.provider(), message);
        if (!ours) {
            return;
        }
        String provider = to.provider();
        events.append(Event.of(clock.instant(), type(from, to), null, provider, message));
        if (from.state() == State.CLOSED) {
            topics(provider, EventType.TOPIC_PAUSED, "paused: " + message);
        } else if (to.state() == State.CLOSED) {
            topics(provider, EventType.TOPIC_RESUMED, "resumed: " + message);
        }
    }

    private void topics(String provider, EventType type, String message) {
        settings.pausedWith(provider)
                .forEach(topic -> events.append(Event.of(clock.instant(), type, topic, provider, message)));
    }

    private static EventType type(BreakerRow from, BreakerRow to) {
        return switch (to.state()) {
            case CLOSED -> EventType.BREAKER_CLOSED;
            case HALF_OPEN -> EventType.BREAKER_HALF_OPEN;
            case OPEN -> from.state() == State.OPEN ? EventType.BREAKER_EXTENDED : EventType.BREAKER_OPENED;
        };
    }

    private static String message(BreakerRow from, BreakerRow to) {
        return switch (to.state()) {
            case CLOSED -> "closed, calls go on";
            case HALF_OPEN -> "half open, the next call is a probe";
            case OPEN ->
                (from.state() == State.OPEN ? "open longer, until " : "open until ") + to.openedUntil() + ", "
                        + to.reason();
        };
    }
}
