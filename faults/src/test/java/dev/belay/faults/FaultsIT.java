package dev.belay.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Some points of the campaign, each fault at least once; {@code dev/faults} tries two hundred. */
class FaultsIT {
    private static final long SEED = 41;
    private static final int POINTS = 20;

    @Test
    void everyPromiseHoldsAfterEveryFault() throws Exception {
        var plan = Plan.of(SEED, POINTS, "");
        var broken = new ArrayList<String>();
        try (var campaign = new Campaign(new World(Path.of(System.getProperty("belay.root"))))) {
            var failures = campaign.run(plan, verdict -> {
                if (!verdict.isGood()) {
                    broken.add("dev/faults --seed " + SEED + " --point "
                            + verdict.point().number() + ": " + verdict.point().name() + ": " + verdict.violation());
                }
            });
            assertThat(broken).isEmpty();
            assertThat(failures).isZero();
        }
    }
}
