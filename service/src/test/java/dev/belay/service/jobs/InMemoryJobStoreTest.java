package dev.belay.service.jobs;

class InMemoryJobStoreTest extends JobStoreContract {
    private final JobStore store = new InMemoryJobStore();

    @Override
    JobStore store() {
        return store;
    }
}
