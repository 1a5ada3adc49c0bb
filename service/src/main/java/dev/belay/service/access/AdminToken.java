package dev.belay.service.access;

import dev.belay.service.config.InvalidConfiguration;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one token that may write. Only its digest stays in memory. */
@Context
public final class AdminToken {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final String BEARER = "Bearer ";
    private static final int RANDOM_BYTES = 32;

    private final byte[] digest;

    AdminToken(@Property(name = "admin.token-file") @Nullable Path file, StateDirectory state) {
        this.digest = digest(file == null ? generated(state) : configured(file));
    }

    /** Takes as long for a wrong token as for the right one. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(digest, digest(candidate));
    }

    /** Whether the value of an Authorization header is this token. */
    public boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && matches(authorization.substring(BEARER.length()).strip());
    }

    private static String configured(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new InvalidConfiguration("admin.tokenFile is empty: " + file);
            }
            return token;
        } catch (IOException e) {
            throw new InvalidConfiguration("admin.tokenFile cannot be read: " + file);
        }
    }

    private static String generated(StateDirectory state) {
        Path file = state.resolve("admin-token");
        try {
            if (Files.exists(file)) {
                LOG.info("The admin token is in {}", file);
                return Files.readString(file).strip();
            }
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            state.write(file, token + "\n");
            LOG.info("A new admin token is in {}", file);
            return token;
        } catch (IOException e) {
            throw new InvalidConfiguration(
                    "admin.tokenFile is not set, and no token can be kept in " + file + ": " + e.getMessage());
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
