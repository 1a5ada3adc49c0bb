package dev.belay.faults.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void aSeedHasItsPoints() {
        assertThat(names(7, 200)).isEqualTo(names(7, 200)).isNotEqualTo(names(8, 200));
        assertThat(names(7, 200)).startsWith(names(7, 20).toArray(String[]::new));
    }

    @Test
    void everyFaultComesUpBeforeOneComesUpAgain() {
        assertThat(Plan.of(7, Kind.values().length, ""))
                .extracting(Point::kind)
                .containsExactlyInAnyOrder(Kind.values());
    }

    @Test
    void everyCombinationIsAmongTwoHundred() {
        var all = Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Operation.values()).flatMap(operation -> Arrays.stream(Store.values())
                        .filter(store -> kind.applies(operation, store))
                        .map(store -> kind + "/" + operation + "/" + store)))
                .toList();
        assertThat(Plan.of(7, 200, "")).extracting(Point::name).containsAll(all);
    }

    @Test
    void aPartOfAPlan() {
        assertThat(Plan.of(7, 30, "kill/backup"))
                .extracting(Point::name)
                .containsOnly("kill/backup/s3", "kill/backup/folder");
        assertThat(Plan.of(7, 30, "//s3")).extracting(Point::store).containsOnly(Store.S3);
        assertThatThrownBy(() -> Plan.of(7, 30, "rain")).hasMessageContaining("rain");
    }

    @Test
    void whoIsNotRootIsToldWhatIsLeftOut() {
        var plan = Plan.of(7, Kind.values().length, "");
        assertThat(Plan.possible(plan, true)).isEqualTo(plan);
        assertThat(Plan.leftOut(plan, true)).isEmpty();
        assertThat(Plan.possible(plan, false)).hasSize(Kind.values().length - 2).isSubsetOf(plan);
        assertThat(Plan.leftOut(plan, false)).startsWith("NOT TRIED, 2 of").contains("disk-full/", "scratch-full/");
    }

    private static List<String> names(long seed, int points) {
        return Plan.of(seed, points, "").stream()
                .map(p -> p.name() + " at " + p.moment())
                .toList();
    }
}
