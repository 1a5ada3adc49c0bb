package dev.belay.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.BackupResult;
import dev.belay.controller.real.Reports;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ListingTest {
    private static final String A = Reports.entry("20261121T020000Z-daily-00000a", "daily", "2026-11-21T02:00:00Z");
    private static final String B = Reports.entry("20261120T020000Z-daily-00000b", "daily", "2026-11-20T02:00:00Z");
    private static final String EVIL = A.replace("20261121T020000Z-daily-00000a", "--last");

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("[" + A + "," + B + "]\n", 2, 0, 2, true),
                Arguments.of("belay: [warning] of something\n[" + A + "," + B + "]\n", 2, 0, 2, true),
                Arguments.of("[]\n", 0, 0, 0, true),
                Arguments.of("", 0, 0, 0, true),
                Arguments.of("", 2, 0, 0, false),
                Arguments.of("[" + A + "," + B + "]\n", 2, 1, 2, false),
                Arguments.of("[" + A + "," + B.substring(0, 40), 2, 0, 1, false),
                Arguments.of("[" + A + "]\n", 2, 0, 1, false),
                Arguments.of("[" + A + "," + EVIL + "]\n", 2, 0, 1, false),
                Arguments.of("no list at all\n", 2, 0, 0, false));
    }

    @ParameterizedTest
    @MethodSource("table")
    void onlyAWholeListShowsThatABackupIsGone(String log, int told, int damaged, int read, boolean isWhole) {
        var listing = Listing.of(log, new RunReport.Listing(told, damaged));
        assertThat(listing.backups())
                .hasSize(read)
                .extracting(BackupResult::id)
                .isSubsetOf("20261121T020000Z-daily-00000a", "20261120T020000Z-daily-00000b");
        assertThat(listing.isWhole()).isEqualTo(isWhole);
    }
}
