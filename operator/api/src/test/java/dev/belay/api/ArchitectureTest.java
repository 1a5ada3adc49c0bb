package dev.belay.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.api", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.belay.api.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule importsPointOneWay = noClasses()
            .that()
            .resideInAPackage("dev.belay.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.belay.agent..", "dev.belay.controller..", "dev.belay.service..");
}
