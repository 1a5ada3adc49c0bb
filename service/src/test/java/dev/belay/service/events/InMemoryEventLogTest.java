package dev.belay.service.events;

class InMemoryEventLogTest extends EventLogContract {
    private final EventLog store = new InMemoryEventLog();

    @Override
    EventLog store() {
        return store;
    }
}
