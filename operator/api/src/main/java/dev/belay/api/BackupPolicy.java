package dev.belay.api;

import dev.belay.api.policy.BackupPolicySpec;
import dev.belay.api.policy.BackupPolicyStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What to back up, where to, how often, and what it must be able to do. */
@Group(ApiVersion.GROUP)
@Version(ApiVersion.VERSION)
@ShortNames("bp")
@AdditionalPrinterColumn(
        name = "READY",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "HEALTH",
        jsonPath = ".status.health.status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "PAUSED", jsonPath = ".status.pause.pods", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "LAST SUCCESS",
        jsonPath = ".status.lastSuccess.completedAt",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "NEXT", jsonPath = ".status.nextRun.time", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "RPO",
        jsonPath = ".status.lastSuccess.startedAt",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "RTO", jsonPath = ".status.lastDrill.rto", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "BACKED UP",
        jsonPath = ".status.conditions[?(@.type==\"BackedUp\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "RESTORABLE",
        jsonPath = ".status.conditions[?(@.type==\"Restorable\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class BackupPolicy extends Resource<BackupPolicySpec, BackupPolicyStatus> {}
