package dev.belay.api;

import dev.belay.api.restore.RestoreSpec;
import dev.belay.api.restore.RestoreStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One restore into a new database, with a swap of places if asked for. */
@Group(ApiVersion.GROUP)
@Version(ApiVersion.VERSION)
@ShortNames("rst")
@AdditionalPrinterColumn(name = "POLICY", jsonPath = ".spec.policyRef.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "BACKUP",
        jsonPath = ".status.result.backupId",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "DATABASE",
        jsonPath = ".spec.target.database",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "PHASE", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "PROGRESS",
        jsonPath = ".status.progress.percent",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "ROWS", jsonPath = ".status.progress.rows", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "END",
        jsonPath = ".status.progress.estimatedEnd",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "STEP",
        jsonPath = ".status.progress.step",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Restore extends Resource<RestoreSpec, RestoreStatus> {}
