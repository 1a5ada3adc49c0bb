package dev.belay.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcesTest {
    /** The right column is what an API server of Kubernetes 1.34 answers for the left one. */
    @ParameterizedTest
    @CsvSource({
        "0.5,500m",
        "1000m,1",
        "1024Mi,1Gi",
        "1536Mi,1536Mi",
        "2,2",
        "0,0",
        "1000Ki,1000Ki",
        "2000000,2M",
        "100m,100m"
    })
    void quantitiesAreWrittenAsTheApiServerWritesThem(String asked, String written) {
        assertThat(Resources.canonical(new Quantity(asked))).isEqualTo(written);
    }
}
