package dev.belay.faults;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.belay.faults", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOM = "dev.belay.faults.";

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOM + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsRoom = classes()
            .that()
            .doNotHaveFullyQualifiedName(Faults.class.getName())
            .and()
            .doNotHaveSimpleName("package-info")
            .and()
            .areTopLevelClasses()
            .should()
            .resideInAnyPackage(
                    ROOM + "plan", ROOM + "machine", ROOM + "server", ROOM + "tap", ROOM + "world", ROOM + "trial");

    /** From the ground up: each room may use those under it, and only those named here use it. */
    @ArchTest
    static final ArchRule importsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("plan")
            .definedBy(ROOM + "plan..")
            .layer("machine")
            .definedBy(ROOM + "machine..")
            .layer("server")
            .definedBy(ROOM + "server..")
            .layer("tap")
            .definedBy(ROOM + "tap..")
            .layer("world")
            .definedBy(ROOM + "world..")
            .layer("trial")
            .definedBy(ROOM + "trial..")
            .layer("command")
            .definedBy("dev.belay.faults")
            .whereLayer("plan")
            .mayOnlyBeAccessedByLayers("world", "trial", "command")
            .whereLayer("machine")
            .mayOnlyBeAccessedByLayers("server", "tap", "world", "command")
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("world", "trial")
            .whereLayer("tap")
            .mayOnlyBeAccessedByLayers("world", "trial")
            .whereLayer("world")
            .mayOnlyBeAccessedByLayers("trial", "command")
            .whereLayer("trial")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("command")
            .mayNotBeAccessedByAnyLayer();
}
