package dev.belay.controller;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.KubernetesClient;

@AnalyzeClasses(packages = "dev.belay.controller", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOM = "dev.belay.controller.";

    /** Slices speak through objects of the cluster, never through each other's classes. */
    @ArchTest
    static final ArchRule slicesDoNotKnowEachOther = slices().matching(
                    ROOM + "(policy|backup|restore|migration|gate|pause)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOM + "(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassHasItsRoom = classes()
            .should()
            .resideInAnyPackage(
                    "dev.belay.controller",
                    ROOM + "policy",
                    ROOM + "backup",
                    ROOM + "restore",
                    ROOM + "migration",
                    ROOM + "gate",
                    ROOM + "pause",
                    ROOM + "kube",
                    ROOM + "metrics",
                    ROOM + "run",
                    ROOM + "status",
                    ROOM + "sync");

    /** What a repository holds concerns its policy alone. */
    @ArchTest
    static final ArchRule syncIsThePolicys = classes()
            .that()
            .resideInAPackage(ROOM + "sync")
            .should()
            .onlyBeAccessed()
            .byAnyPackage(ROOM + "sync", ROOM + "policy");

    @ArchTest
    static final ArchRule metricsStandAlone = noClasses()
            .that()
            .resideInAPackage(ROOM + "metrics")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.belay.controller..").and(resideOutsideOfPackage(ROOM + "metrics")));

    /** kube may use run and status, run may use status, status uses nobody. */
    @ArchTest
    static final ArchRule statusStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOM + "status")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("dev.belay.controller..").and(resideOutsideOfPackage(ROOM + "status")));

    @ArchTest
    static final ArchRule runKnowsStatusOnly = noClasses()
            .that()
            .resideInAPackage(ROOM + "run")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.belay.controller..")
                    .and(resideOutsideOfPackages(ROOM + "run", ROOM + "status")));

    @ArchTest
    static final ArchRule kubeKnowsRunAndStatusOnly = noClasses()
            .that()
            .resideInAPackage(ROOM + "kube")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.belay.controller..")
                    .and(resideOutsideOfPackages(ROOM + "kube", ROOM + "run", ROOM + "status")));

    /**
     * Deciders and what says their result are functions: no client, no framework, no clock of their own; nor do they lean
     * on a class of ours that leans on one.
     */
    @ArchTest
    static final ArchRule decidersArePure = noClasses()
            .that()
            .haveSimpleNameEndingWith("Decider")
            .or()
            .haveSimpleNameEndingWith("Statuses")
            .should()
            .transitivelyDependOnClassesThat(
                    resideInAPackage("io.javaoperatorsdk..").or(assignableTo(KubernetesClient.class)))
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule noOtherModule =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.belay.agent..", "dev.belay.service..");
}
