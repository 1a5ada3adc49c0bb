package dev.belay.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.service", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOM = "dev.belay.service.";

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOM + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsRoom = classes()
            .should()
            .resideInAnyPackage(
                    "dev.belay.service",
                    ROOM + "config",
                    ROOM + "database",
                    ROOM + "schema",
                    ROOM + "web",
                    ROOM + "access",
                    ROOM + "events",
                    ROOM + "alerts",
                    ROOM + "breaker",
                    ROOM + "upstream",
                    ROOM + "jobs",
                    ROOM + "runtime",
                    ROOM + "proxy",
                    ROOM + "health",
                    ROOM + "metrics");

    /** From the ground up: each room may use those under it, and only those named here use it. */
    @ArchTest
    static final ArchRule importsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("config")
            .definedBy(ROOM + "config..")
            .layer("database")
            .definedBy(ROOM + "database..")
            .layer("schema")
            .definedBy(ROOM + "schema..")
            .layer("web")
            .definedBy(ROOM + "web..")
            .layer("access")
            .definedBy(ROOM + "access..")
            .layer("events")
            .definedBy(ROOM + "events..")
            .layer("alerts")
            .definedBy(ROOM + "alerts..")
            .layer("breaker")
            .definedBy(ROOM + "breaker..")
            .layer("upstream")
            .definedBy(ROOM + "upstream..")
            .layer("jobs")
            .definedBy(ROOM + "jobs..")
            .layer("runtime")
            .definedBy(ROOM + "runtime..")
            .layer("proxy")
            .definedBy(ROOM + "proxy..")
            .layer("health")
            .definedBy(ROOM + "health..")
            .layer("metrics")
            .definedBy(ROOM + "metrics..")
            .whereLayer("health")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("metrics")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("proxy")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("runtime")
            .mayOnlyBeAccessedByLayers("health", "metrics")
            .whereLayer("jobs")
            .mayOnlyBeAccessedByLayers("runtime")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("jobs", "proxy", "health")
            .whereLayer("breaker")
            .mayOnlyBeAccessedByLayers("upstream", "jobs", "proxy", "health", "metrics")
            .whereLayer("alerts")
            .mayOnlyBeAccessedByLayers("breaker")
            .whereLayer("events")
            .mayOnlyBeAccessedByLayers("breaker", "jobs", "runtime")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("proxy")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("runtime", "health");

    @ArchTest
    static final ArchRule theOperatorIsAnotherProgram = noClasses()
            .that()
            .resideInAPackage("dev.belay.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.belay.controller..", "dev.belay.api..");
}
