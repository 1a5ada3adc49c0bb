package dev.belay.api;

import dev.belay.api.backup.BackupSpec;
import dev.belay.api.backup.BackupStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One backup: ordered by {@code kubectl create}, or the record of a scheduled run. */
@Group(ApiVersion.GROUP)
@Version(ApiVersion.VERSION)
@ShortNames("bk")
@AdditionalPrinterColumn(name = "POLICY", jsonPath = ".spec.policyRef.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "TIER", jsonPath = ".spec.tier", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "PHASE", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "ID", jsonPath = ".status.id", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "STORED",
        jsonPath = ".status.result.storedBytes",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "COMPLETED", jsonPath = ".status.completedAt", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Backup extends Resource<BackupSpec, BackupStatus> {}
