package dev.belay.controller.real;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stage for each test, on which the policy {@code shop} is ready. */
@ExtendWith(OnRealCluster.class)
public abstract class ShopStage {
    private final String name;
    protected Stage stage;

    /** @param name with which its namespaces begin */
    protected ShopStage(String name) {
        this.name = name;
    }

    @BeforeEach
    void open(RealCluster cluster) throws Exception {
        stage = Stage.of(cluster, name);
        stage.createPolicy("shop");
        stage.awaitReason("shop", "Ready", "Reconciled");
    }

    @AfterEach
    void close() {
        stage.close();
    }
}
