package dev.belay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.fixture.Schema;
import dev.belay.agent.fixture.Shop;
import dev.belay.agent.postgres.Programs;
import dev.belay.agent.postgres.ThrowawayPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No lock-in: what the repository's own README.txt says brings a backup back on another server, and nothing of Belay. */
class WithoutBelayIT {
    @TempDir
    Path folder;

    @Test
    void theReadmesThreeLinesBringADatabaseBack() throws Exception {
        try (var from = ThrowawayPostgres.start();
                var to = ThrowawayPostgres.start()) {
            Schema.create(from, "shop");
            from.execute("shop", "CREATE ROLE \"shop Owner\"", "ALTER TABLE customers OWNER TO \"shop Owner\"");
            var shop = Shop.onFolder(folder, from, "shop");
            var backup = shop.backup(shop.backup());
            Files.writeString(backup.resolve("identity"), shop.identity().secret());
            run(lines(), backup, to);
            assertThat(Schema.content(to, "restored")).isEqualTo(Schema.content(from, "shop"));
        }
    }

    /** What it says of backups that were encrypted anew, and of those without encryption. */
    @Test
    void itsOtherSentencesAreTrueToo() throws Exception {
        try (var from = ThrowawayPostgres.start();
                var to = ThrowawayPostgres.start()) {
            Schema.create(from, "shop");
            var shop = Shop.onFolder(folder, from, "shop");
            shop.encryptBy("none: {}");
            var id = shop.backup();
            var plain = lines().stream()
                    .map(line -> line.replaceFirst("age -d -i identity (\\S+) \\| zstd -dc", "zstd -dc $1"))
                    .toList();
            run(plain, shop.backup(id), to);
            assertThat(Schema.content(to, "restored")).isEqualTo(Schema.content(from, "shop"));

            var identity = AgeIdentity.generate();
            shop.encryptBy("age: {recipients: [" + identity.recipient() + "]}");
            shop.belay("backup", "rewrap", id).exits(0);
            Files.writeString(shop.backup(id).resolve("identity"), identity.secret());
            var wrap = shop.belay("backup", "show", id)
                    .exits(0)
                    .json()
                    .path("wrap")
                    .asInt();
            assertThat(wrap).isPositive();
            to.execute("postgres", "DROP DATABASE restored");
            var numbered = lines().stream()
                    .map(line -> line.replaceFirst("identity (data|globals)", "identity $1." + wrap))
                    .toList();
            run(numbered, shop.backup(id), to);
            assertThat(Schema.content(to, "restored")).isEqualTo(Schema.content(from, "shop"));
        }
    }

    /** As they stand there: indented by four. */
    private List<String> lines() throws Exception {
        var lines = Files.readAllLines(folder.resolve("repository/README.txt")).stream()
                .filter(line -> line.startsWith("    "))
                .toList();
        assertThat(lines).hasSize(3);
        return lines;
    }

    private void run(List<String> lines, Path where, ThrowawayPostgres on) throws Exception {
        var out = folder.resolve("out");
        var builder = new ProcessBuilder("/bin/sh", "-e", "-c", String.join("\n", lines))
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", programs().toString());
        builder.environment().put("PGHOST", on.host());
        builder.environment().put("PGPORT", Integer.toString(on.port()));
        builder.environment().put("PGUSER", on.user());
        builder.environment().put("PGPASSWORD", on.password());
        assertThat(builder.start().waitFor()).as("%s", Files.readString(out)).isZero();
    }

    /** A folder with nothing but what the text names. */
    private Path programs() throws Exception {
        var bin = folder.resolve("bin");
        if (!Files.exists(bin)) {
            Files.createDirectories(bin);
            for (var program : List.of("psql", "pg_restore")) {
                Files.copy(Programs.find(program), bin.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
            }
            for (var program : List.of("age", "zstd")) {
                Files.copy(Path.of("/usr/bin", program), bin.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return bin;
    }
}
