package dev.belay.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.belay.agent.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsRoom = classes()
            .should()
            .resideInAnyPackage(
                    "dev.belay.agent.failure",
                    "dev.belay.agent.json",
                    "dev.belay.agent.progress",
                    "dev.belay.agent.policy",
                    "dev.belay.agent.archive",
                    "dev.belay.agent.encryption",
                    "dev.belay.agent.repository",
                    "dev.belay.agent.postgres",
                    "dev.belay.agent.backup",
                    "dev.belay.agent.restore",
                    "dev.belay.agent.restore.copy",
                    "dev.belay.agent.restore.script",
                    "dev.belay.agent.drill",
                    "dev.belay.agent.migrate",
                    "dev.belay.agent.run",
                    "dev.belay.agent.status",
                    "dev.belay.agent.doctor",
                    "dev.belay.agent.cli");

    /** Each room, and who may enter it. */
    @ArchTest
    static final ArchRule rooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("failure")
            .definedBy("dev.belay.agent.failure..")
            .layer("progress")
            .definedBy("dev.belay.agent.progress..")
            .layer("policy")
            .definedBy("dev.belay.agent.policy..")
            .layer("archive")
            .definedBy("dev.belay.agent.archive..")
            .layer("encryption")
            .definedBy("dev.belay.agent.encryption..")
            .layer("repository")
            .definedBy("dev.belay.agent.repository..")
            .layer("postgres")
            .definedBy("dev.belay.agent.postgres..")
            .layer("backup")
            .definedBy("dev.belay.agent.backup..")
            .layer("restore")
            .definedBy("dev.belay.agent.restore..")
            .layer("drill")
            .definedBy("dev.belay.agent.drill..")
            .layer("migrate")
            .definedBy("dev.belay.agent.migrate..")
            .layer("run")
            .definedBy("dev.belay.agent.run..")
            .layer("status")
            .definedBy("dev.belay.agent.status..")
            .layer("doctor")
            .definedBy("dev.belay.agent.doctor..")
            .layer("cli")
            .definedBy("dev.belay.agent.cli..")
            .whereLayer("archive")
            .mayOnlyBeAccessedByLayers("backup", "restore", "drill", "cli")
            .whereLayer("encryption")
            .mayOnlyBeAccessedByLayers("backup", "restore", "drill", "migrate", "doctor", "cli")
            .whereLayer("repository")
            .mayOnlyBeAccessedByLayers("backup", "restore", "drill", "migrate", "doctor", "cli")
            .whereLayer("postgres")
            .mayOnlyBeAccessedByLayers("backup", "restore", "drill", "migrate", "doctor", "cli")
            .whereLayer("backup")
            .mayOnlyBeAccessedByLayers("restore", "drill", "migrate", "status", "doctor", "cli")
            .whereLayer("restore")
            .mayOnlyBeAccessedByLayers("drill", "migrate", "doctor", "cli")
            .whereLayer("drill")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("migrate")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("status", "doctor", "cli")
            .whereLayer("status")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("doctor")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    /** What a restore is made of knows nothing of it, nor of each other. */
    @ArchTest
    static final ArchRule partsOfARestore = classes()
            .that()
            .resideInAnyPackage("dev.belay.agent.restore.*")
            .should()
            .onlyBeAccessed()
            .byAnyPackage("dev.belay.agent.restore", "dev.belay.agent.restore.*");

    @ArchTest
    static final ArchRule partsOfARestoreStandAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.belay.agent.restore.*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.belay.agent.restore");

    @ArchTest
    static final ArchRule partsOfARestoreApart =
            slices().matching("dev.belay.agent.restore.(*)").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule importsPointOneWay = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.belay.controller..", "dev.belay.service..");
}
