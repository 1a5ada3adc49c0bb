package dev.belay.service.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.service.config.InvalidConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The pool behind {@code datasource}: its password comes from a file, so it is in no environment and no configuration. */
@Factory
@Requires(property = "datasource.url")
final class DatabaseFactory {
    private static final int ACQUIRE_MILLIS = 3_000;

    @Singleton
    @Named("default")
    DataSource pool(
            @Property(name = "datasource.url") String url,
            @Property(name = "datasource.username") @Nullable String username,
            @Property(name = "datasource.password-file") @Nullable Path passwordFile,
            @Property(name = "datasource.pool-size", defaultValue = "10") int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("belay");
        config.setJdbcUrl(url);
        config.setUsername(username);
        if (passwordFile != null) {
            config.setPassword(read(passwordFile));
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(2, size));
        config.setConnectionTimeout(ACQUIRE_MILLIS);
        // A database that comes up after us is waited for in the background, not a reason to end.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "belay-service");
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("socketTimeout", "60");
        return new HikariDataSource(config);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Database database(@Named("default") DataSource dataSource) {
        // Micronaut Data wraps the pool so that it only works inside its own transactions; the stores bring theirs.
        return new Database(DelegatingDataSource.unwrapDataSource(dataSource));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InvalidConfiguration("datasource.passwordFile cannot be read: " + file);
        }
    }
}
