package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.fixture.ShopServer;
import dev.belay.agent.migrate.OpenMigration;
import dev.belay.agent.progress.Progress;
import dev.belay.api.run.RunReport;
import dev.belay.api.run.RunReport.Deleted;
import dev.belay.api.run.RunReport.Listing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Retention as the command line carries it out. The policy keeps 30 days, and at least 7. */
class RetentionIT {
    @RegisterExtension
    static final ShopServer SERVER = ShopServer.empty();

    private static final int BACKUPS = 10;

    @TempDir
    Path folder;

    private Shop shop;
    private String newest;

    @BeforeAll
    static void start() {
        SERVER.createDatabase("shop");
    }

    /** One of now, and the others of so many months of 2020. */
    @BeforeEach
    void makeBackups() throws Exception {
        shop = SERVER.shop(folder);
        newest = shop.backup();
        for (var month = 1; month < BACKUPS; month++) {
            var copy = Files.createDirectories(shop.backup(old(month)));
            for (var object : new String[] {"data", "globals"}) {
                Files.copy(shop.backup(newest).resolve(object), copy.resolve(object));
            }
            var manifest = Files.readString(shop.backup(newest).resolve("manifest.json"))
                    .replace(newest, old(month))
                    .replaceFirst("\"startedAt\" : \"[^T]*", "\"startedAt\" : \"2020-0%d-01".formatted(month))
                    .replaceFirst("\"completedAt\" : \"[^T]*", "\"completedAt\" : \"2020-0%d-01".formatted(month));
            Files.writeString(copy.resolve("manifest.json"), manifest);
        }
    }

    private static String old(int month) {
        return "20200%d01T083000Z-daily-00000a".formatted(month);
    }

    @Test
    void aDryRunSaysOfEachBackupWhyItStaysOrGoes() throws Exception {
        shop.belay("backup", "pin", old(1), "--reason", "before the move").exits(0);
        var pruned = shop.belay("backup", "prune", "--dry-run").exits(0).json();
        assertThat(pruned.path("deleted")).extracting(d -> d.asText()).containsExactly(old(2), old(3));
        assertThat(pruned.path("plan"))
                .extracting(
                        p -> p.path("action").asText() + " " + p.path("reason").asText())
                .containsExactly(
                        "keep NotExpired",
                        "keep AtLeast",
                        "keep AtLeast",
                        "keep AtLeast",
                        "keep AtLeast",
                        "keep AtLeast",
                        "keep AtLeast",
                        "delete Expired",
                        "delete Expired",
                        "keep Pinned");
        var plan = pruned.path("plan");
        assertThat(plan.get(0).path("id").asText()).isEqualTo(newest);
        assertThat(plan.get(0).path("until").asText()).isNotEmpty();
        assertThat(plan.get(9).path("message").asText()).isEqualTo("pinned: before the move");
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(BACKUPS);
    }

    @Test
    void aPinOutlivesRetentionAndIsListed() throws Exception {
        shop.belay("backup", "pin", old(1)).exits(0);
        shop.belay("backup", "prune").exits(0);
        var list = shop.belay("backup", "list").exits(0).json();
        assertThat(list).hasSize(8);
        assertThat(list.get(0).path("pinned").asBoolean()).isFalse();
        assertThat(list.get(7).path("id").asText()).isEqualTo(old(1));
        assertThat(list.get(7).path("pinned").asBoolean()).isTrue();
        shop.belay("backup", "unpin", old(1)).exits(0);
        shop.belay("backup", "prune").exits(0);
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(7);
        assertThat(shop.backup(old(1))).doesNotExist();
    }

    @Test
    void oneThatSomebodyNamesIsDeletedUnlessItIsPinnedOrTheLast() throws Exception {
        shop.belay("backup", "pin", old(1)).exits(0);
        assertThat(shop.belay("backup", "delete", old(2), old(1)).exits(3).reason())
                .isEqualTo("BackupProtected");
        var planned =
                shop.belay("backup", "delete", old(2), old(3), "--dry-run").exits(0);
        assertThat(planned.json().path("dryRun").asBoolean()).isTrue();
        assertThat(shop.belay("backup", "list").json()).hasSize(BACKUPS);
        var deleted = shop.belay("backup", "delete", old(2), old(3)).exits(0);
        assertThat(deleted.json().path("deleted")).extracting(d -> d.asText()).containsExactly(old(3), old(2));
        assertThat(shop.backup(old(2))).doesNotExist();
        assertThat(shop.belay("backup", "list").json()).hasSize(BACKUPS - 2);
        shop.belay("backup", "unpin", old(1)).exits(0);
        var rest = new ArrayList<>(List.of("backup", "delete", newest, old(1)));
        for (var month = 4; month < BACKUPS; month++) {
            rest.add(old(month));
        }
        var all = rest.toArray(String[]::new);
        assertThat(shop.belay(all).exits(3).err()).contains("no good backup of shop would be left");
        rest.add("--last");
        shop.belay(rest.toArray(String[]::new)).exits(0);
        assertThat(shop.belay("backup", "list").exits(0).json()).isEmpty();
    }

    @Test
    void theWayBackOfAMigrationIsNotDeletedByItsNameAlone() throws Exception {
        var state = folder.resolve("state");
        String[] delete = {"backup", "delete", old(2), old(1), "--state", state.toString()};
        try (var migration = new OpenMigration(state.resolve("shop"), "shop", new Progress() {})) {
            migration.begin("belay backup restore " + old(1) + " --into shop --swap");
            assertThat(shop.belay(delete).exits(3).err()).contains(old(1) + " is the way back of a migration of shop");
            assertThat(shop.belay("backup", "list").json()).hasSize(BACKUPS);
            shop.belay("backup", "delete", old(1), "--last", "--state", state.toString())
                    .exits(0);
        }
        shop.belay("backup", "delete", old(2), "--state", state.toString()).exits(0);
    }

    @Test
    void damagedCopiesOfEqualSizeCostNoGoodOne() throws Exception {
        damage(newest);
        damage(old(9));
        var pruned = shop.belay("backup", "prune").exits(0);
        assertThat(pruned.json().path("deleted")).extracting(d -> d.asText()).containsExactly(old(1));
        assertThat(pruned.err()).contains(newest + " is damaged").contains(old(9) + " is damaged");
    }

    @Test
    void aBackupBringsItsTiersRetentionAndAFailedOneDoesNot() throws Exception {
        shop.credentials("nobody", "wrong");
        shop.belay("backup", "create", "--tier", "daily").exits(1);
        assertThat(shop.belay("backup", "list").json()).hasSize(BACKUPS);
        shop.credentials(SERVER.postgres().user(), SERVER.postgres().password());
        shop.belay("backup", "create").exits(0);
        assertThat(shop.belay("backup", "list").json()).hasSize(BACKUPS + 1);
        var report = folder.resolve("report");
        shop.belay("backup", "create", "--tier", "daily", "--report", report.toString())
                .exits(0);
        assertThat(shop.belay("backup", "list").json()).hasSize(7 + 1);
        assertThat(new ObjectMapper().readValue(report.toFile(), RunReport.class))
                .extracting(RunReport::deleted)
                .isEqualTo(new Deleted(4, List.of(old(4), old(3), old(2), old(1))));
    }

    /** By what is in the report the operator knows whether it has read all of the list. */
    @Test
    void aListAndADeletionLeaveAReport() throws Exception {
        var report = folder.resolve("report");
        Files.writeString(shop.backup(old(1)).resolve("manifest.json"), "{");
        shop.belay("backup", "list", "--report", report.toString()).exits(0);
        assertThat(new ObjectMapper()
                        .readValue(report.toFile(), RunReport.class)
                        .listing())
                .isEqualTo(new Listing(BACKUPS - 1, 1));
        shop.belay("backup", "delete", old(2), old(3), "--report", report.toString())
                .exits(0);
        assertThat(new ObjectMapper()
                        .readValue(report.toFile(), RunReport.class)
                        .deleted())
                .isEqualTo(new Deleted(2, List.of(old(3), old(2))));
        shop.belay("backup", "delete", old(2), "--report", report.toString()).exits(1);
        var failed = new ObjectMapper().readValue(report.toFile(), RunReport.class);
        assertThat(failed.task()).isEqualTo("delete");
        assertThat(failed.error().reason()).isEqualTo("BackupNotFound");
    }

    @Test
    void behindABackupNewOnesThatWereDamagedSinceCostNoGoodOne() throws Exception {
        var yesterday = shop.backup();
        assertThat(shop.belay("backup", "list").json()).hasSize(7);
        damage(newest);
        damage(yesterday);
        var created = shop.belay("backup", "create", "--tier", "daily").exits(0);
        assertThat(created.err()).contains(newest + " is damaged").contains(yesterday + " is damaged");
        // The new one, the two for a person to look at, and with the first all of the five old ones.
        assertThat(shop.belay("backup", "list").json()).hasSize(8);
        shop.belay("backup", "verify", old(5)).exits(0);
    }

    private void damage(String id) throws Exception {
        var data = shop.backup(id).resolve("data");
        var bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
    }

    @Test
    void nothingButDamagedManifestsIsNoEmptyRepository() throws Exception {
        for (var month = 1; month < BACKUPS; month++) {
            Files.writeString(shop.backup(old(month)).resolve("manifest.json"), "{");
        }
        assertThat(shop.belay("backup", "list").exits(0).json()).hasSize(1);
        Files.writeString(shop.backup(newest).resolve("manifest.json"), "{");
        var result = shop.belay("backup", "list").exits(1);
        assertThat(result.json()).isEmpty();
        assertThat(result.err()).contains(newest);
    }
}
