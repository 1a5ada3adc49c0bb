package dev.belay.service.breaker;

class InMemoryBreakerStoreTest extends BreakerStoreContract {
    private final BreakerStore store = new InMemoryBreakerStore();

    @Override
    BreakerStore store() {
        return store;
    }
}
