package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the connection to PostgreSQL is protected; libpq's {@code sslmode}, without its half measures. */
public enum SslMode {
    @JsonProperty("disable")
    DISABLE("disable"),
    @JsonProperty("require")
    REQUIRE("require"),
    @JsonProperty("verify-ca")
    VERIFY_CA("verify-ca"),
    @JsonProperty("verify-full")
    VERIFY_FULL("verify-full");

    private final String text;

    SslMode(String text) {
        this.text = text;
    }

    /** The word that libpq and the JDBC driver use for it. */
    public String text() {
        return text;
    }
}
