package dev.belay.api;

import dev.belay.api.migration.MigrationSpec;
import dev.belay.api.migration.MigrationStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Job that runs only behind a fresh good backup. */
@Group(ApiVersion.GROUP)
@Version(ApiVersion.VERSION)
@ShortNames("mig")
@AdditionalPrinterColumn(name = "POLICY", jsonPath = ".spec.policyRef.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "BACKUP", jsonPath = ".status.backup", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "PHASE", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Migration extends Resource<MigrationSpec, MigrationStatus> {}
