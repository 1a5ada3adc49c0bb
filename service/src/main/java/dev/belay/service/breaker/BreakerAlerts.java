package dev.belay.service.breaker;

import dev.belay.service.alerts.Alert;
import dev.belay.service.alerts.AlertSocket;
import dev.belay.service.config.Settings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Every replica tells its own listeners, whoever made the change. */
@Singleton
final class BreakerAlerts implements BreakerListener {
    private final AlertSocket socket;
    private final Settings settings;
    private final Clock clock;

    BreakerAlerts(AlertSocket socket, Settings settings, Clock clock) {
        this.socket = socket;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void changed(BreakerRow from, BreakerRow to, boolean ours) {
        socket.send(new Alert(
                "breaker",
                clock.instant(),
                to.provider(),
                from.state().word(),
                to.state().word(),
                to.reason(),
                to.since(),
                to.openedUntil(),
                to.state() == State.CLOSED ? List.of() : settings.pausedWith(to.provider())));
    }
}
