package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.fixture.ShopServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a drill leaves for those who ask later, and what makes it fail. */
class DrillReportIT {
    @RegisterExtension
    static final ShopServer SERVER = new ShopServer();

    @TempDir
    Path folder;

    private static List<Path> files(Path in) throws Exception {
        try (var files = Files.list(in)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aReportIsKeptBesideTheBackups() throws Exception {
        var shop = SERVER.shop(folder);
        shop.writePolicy("""
                  objectives: {rto: 4h}
                  drill: {schedule: "0 4 * * 1", readiness: ["select * from orders"], integrity: ["select true;"]}
                """);
        var id = shop.backup();
        var copies = folder.resolve("reports");
        shop.belay("drill", "--reports", copies.toString()).exits(0);
        var kept = files(folder.resolve("repository/shop/drills"));
        assertThat(kept).hasSize(2);
        assertThat(files(copies))
                .map(Path::getFileName)
                .isEqualTo(kept.stream().map(Path::getFileName).toList());
        var report = new ObjectMapper().readTree(Files.readString(kept.getFirst()));
        assertThat(report.path("passed").asBoolean()).isTrue();
        assertThat(report.path("backup").path("id").asText()).isEqualTo(id);
        assertThat(report.path("recovery").path("kept").asBoolean()).isTrue();
        assertThat(report.path("rows").asInt()).isEqualTo(5235);
        assertThat(report.path("checks").path("structure").asText()).matches("\\d+ indexes and \\d+ tables are sound");
        assertThat(kept.getFirst().getFileName().toString()).endsWith("-" + id + ".json");
        assertThat(Files.readString(kept.getLast()))
                .contains("passed")
                .contains("(objective 4h: kept)")
                .contains("5235 rows");
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
        shop.belay("backup", "prune").exits(0);
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void fewerRowsThanTheManifestHas() throws Exception {
        var shop = SERVER.shop(folder);
        var manifest = shop.backup(shop.backup()).resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"rows\" : 30", "\"rows\" : 31"));
        assertThat(shop.belay("drill").exits(1).reason()).isEqualTo("ValidationFailed");
        assertThat(Files.readString(
                        files(folder.resolve("repository/shop/drills")).getLast()))
                .contains("FAILED")
                .contains("has 30 rows, the backup 31");
    }

    @Test
    void anErrorOfPgRestore() throws Exception {
        SERVER.createDatabase("fussy");
        SERVER.execute(
                "fussy",
                "CREATE FUNCTION fits(a int) RETURNS bool LANGUAGE sql AS 'SELECT true'",
                "CREATE TABLE t (a int CHECK (fits(a)))",
                "INSERT INTO t VALUES (1)",
                "CREATE OR REPLACE FUNCTION fits(a int) RETURNS bool LANGUAGE sql AS 'SELECT false'");
        var shop = SERVER.shop(folder, "fussy");
        shop.backup();
        var drill = shop.belay("drill").exits(1);
        assertThat(drill.reason()).isEqualTo("RestoreFailed");
        assertThat(drill.err()).contains("violates check constraint");
        assertThat(drill.json().path("drill").path("passed").asBoolean(true)).isFalse();
    }

    /** Its rows are all there: amcheck alone finds that what the index has is not what the table would give it. */
    @Test
    void anIndexThatDoesNotAgreeWithItsTable() throws Exception {
        SERVER.createDatabase("moody");
        SERVER.execute(
                "moody",
                "CREATE FUNCTION mood(a int) RETURNS float8 IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN random(); END'",
                "CREATE TABLE t AS SELECT generate_series(1, 50) AS a",
                "CREATE INDEX by_mood ON t (mood(a))");
        var shop = SERVER.shop(folder, "moody");
        shop.backup();
        shop.belay("backup", "restore", "--into", "moody_copy").exits(0);
        var drill = shop.belay("drill").exits(1);
        assertThat(drill.reason()).isEqualTo("ValidationFailed");
        assertThat(drill.err()).contains("amcheck: ").contains("lacks matching index tuple within index \"by_mood\"");
        assertThat(drill.json().path("drill").path("passed").asBoolean(true)).isFalse();
    }

    @Test
    void aRepositoryThatCannotBeWrittenIsAWarning() throws Exception {
        var shop = SERVER.shop(folder);
        shop.backup();
        Files.writeString(folder.resolve("repository/shop/drills"), "a file where the folder should be");
        assertThat(shop.belay("drill").exits(0).err()).contains("is not kept in the repository");
    }
}
