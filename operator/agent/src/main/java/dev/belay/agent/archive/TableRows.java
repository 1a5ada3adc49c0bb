package dev.belay.agent.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How many rows of a table a dump holds.
 *
 * @param schema as PostgreSQL stores it, without quotes
 * @param name as PostgreSQL stores it, without quotes
 * @param rows exactly
 * @param partOfExtension whether an extension makes the table: it may then hold more rows than the dump
 */
public record TableRows(
        String schema,
        String name,
        long rows,

        @JsonProperty @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean partOfExtension) {}
