package dev.heddle.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;

import dev.heddle.architecture.planted.first.First;
import dev.heddle.architecture.planted.second.Second;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.stream.Stream;

/** The arrows of docs/architecture.md. */
class ArchitectureTest {

    private static final String[] OF_THE_PLATFORM = {
        "java..", "javax..", "jdk.jfr..", "org.jspecify.."
    };

    private static JavaClasses library;

    @BeforeAll
    static void importTheModules() {
        library =
                new ClassFileImporter()
                        .withImportOption(new LibraryModules())
                        .importPackages("dev.heddle");
    }

    /** The library's own classes: the stress tests live in the same packages. */
    private static final class LibraryModules implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return Stream.of("/sync/", "/timers/", "/channels/", "/scheduler/", "/netpoll/")
                            .anyMatch(module -> location.contains(module + "target/"))
                    && !location.contains("/stress-tests/")
                    && !location.contains("test-classes")
                    && !location.contains("-tests.jar");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sync, ''",
        "timers, ''",
        "channels, sync",
        "scheduler, sync timers",
        "netpoll, scheduler timers sync",
    })
    void aModuleDependsOnlyOnWhatTheArchitectureAllows(String module, String allowed) {
        arrowsOf(module, allowed).check(library);
    }

    private static ArchRule arrowsOf(String module, String allowed) {
        String[] own =
                Stream.concat(Stream.of(module), Arrays.stream(allowed.split(" ")))
                        .filter(name -> !name.isEmpty())
                        .map(name -> "dev.heddle." + name + "..")
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("dev.heddle." + module + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.heddle..").and(resideOutsideOfPackages(own)));
    }

    @Test
    void everyModuleWasLookedAt() {
        for (String module : new String[] {"sync", "timers", "channels", "scheduler", "netpoll"}) {
            assertThat(library.that(resideInAPackage("dev.heddle." + module + "..")))
                    .as("classes of %s", module)
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    void modulesThatPromiseToBeLightUseTheJdkAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.heddle.sync..",
                        "dev.heddle.timers..",
                        "dev.heddle.channels..",
                        "dev.heddle.netpoll..")
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages(OF_THE_PLATFORM)
                                .and(resideOutsideOfPackages("dev.heddle..")))
                .check(library);
    }

    @Test
    void theSchedulerUsesAgronaAndTheJdk() {
        noClasses()
                .that()
                .resideInAPackage("dev.heddle.scheduler..")
                .should()
                .dependOnClassesThat(
                        resideOutsideOfPackages(OF_THE_PLATFORM)
                                .and(resideOutsideOfPackages("dev.heddle..", "org.agrona..")))
                .check(library);
    }

    @Test
    void theWaitingProtocolServesLocksAndChannelsAlone() {
        classes()
                .that(resideInAPackage("dev.heddle.sync.waiting.."))
                .should()
                .onlyBeAccessed()
                .byClassesThat(resideInAnyPackage("dev.heddle.sync..", "dev.heddle.channels.."))
                .check(library);
    }

    @Test
    void theHeapServesTimersAndTheSchedulerAlone() {
        classes()
                .that(resideInAPackage("dev.heddle.timers.heap.."))
                .should()
                .onlyBeAccessed()
                .byClassesThat(resideInAnyPackage("dev.heddle.timers..", "dev.heddle.scheduler.."))
                .check(library);
    }

    @Test
    void oneClassAloneReachesIntoTheJdk() {
        noClasses()
                .that()
                .haveNameNotMatching("dev\\.heddle\\.scheduler\\.VirtualThreads(\\$.*)?")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.lang.reflect..", "jdk.internal..", "sun.."))
                .orShould()
                .callMethod(
                        MethodHandles.class,
                        "privateLookupIn",
                        Class.class,
                        MethodHandles.Lookup.class)
                .check(library);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.heddle.(**)").should().beFreeOfCycles().check(library);
    }

    @Test
    void aPlantedCycleIsFound() {
        JavaClasses planted = new ClassFileImporter().importClasses(First.class, Second.class);
        ArchRule cycles =
                slices().matching("dev.heddle.architecture.planted.(*)").should().beFreeOfCycles();
        assertThatThrownBy(() -> cycles.check(planted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Cycle detected");
    }

    @Test
    void anArrowThatPointsUpIsFound() {
        assertThatThrownBy(() -> arrowsOf("netpoll", "timers").check(library))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.heddle.scheduler");
    }
}
