package dev.belay.agent.archive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an archive was found to hold.
 *
 * @param version of its format
 * @param serverVersion of the server that was dumped
 * @param dumpVersion of the pg_dump that did it
 * @param databaseDefinition the CREATE DATABASE statement; empty if there is none
 * @param databaseOwner empty if it is not known
 * @param tables every table with data, in the archive's order
 * @param schemaVersion of a known migration tool's own table; null without one
 * @param complete whether every table of the contents has its data and nothing is cut off
 */
public record ArchiveSummary(
        String version,
        String serverVersion,
        String dumpVersion,
        String databaseDefinition,
        String databaseOwner,
        List<TableRows> tables,
        @Nullable String schemaVersion,
        boolean complete) {}
