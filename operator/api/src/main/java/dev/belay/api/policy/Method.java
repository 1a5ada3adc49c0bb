package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a tier reads the database. */
public enum Method {
    /** {@code pg_dump}: one consistent snapshot, restorable into any newer PostgreSQL. */
    @JsonProperty("logical")
    LOGICAL
}
