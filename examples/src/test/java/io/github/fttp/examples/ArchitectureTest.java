package io.github.fttp.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which module may know which, over the classes of all modules; the packages of core have a test there. */
class ArchitectureTest {
    private static final String ROOT = "io.github.fttp.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Tests of core come in a jar once it is packaged.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.github.fttp");

    /** Each module with those that it may know. */
    private static final Map<String, List<String>> MODULES = Map.of(
            "core", List.of(),
            "metrics", List.of("core"),
            "mllm", List.of("core", "metrics"),
            "diffusion", List.of("core", "metrics"),
            "bench", List.of("core", "metrics", "mllm", "diffusion"),
            "examples", List.of("core", "metrics", "mllm", "diffusion"));

    @Test
    void modulesKnowOnlyThoseBelowThem() {
        MODULES.forEach((module, known) -> noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODULES.keySet().stream()
                        .filter(other -> !other.equals(module) && !known.contains(other))
                        .map(other -> ROOT + other + "..")
                        .toArray(String[]::new))
                .check(CLASSES));
    }

    @Test
    void packagesKnowEachOtherInOneDirectionOnly() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyCommandsKnowACommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "examples..", ROOT + "bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei.progressbar..")
                .check(CLASSES);
    }

    /** Whoever wants an engine asks for it by name; benchmarks look into some. */
    @Test
    void nothingOutsideOfEnginesNamesOne() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "core.engine", ROOT + "bench..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*\\.(OneDnn|Nd4j|Cuda)Engine")
                .check(CLASSES);
    }

    @Test
    void modulesPutClassesIntoPackagesOfTheirOwnOnly() {
        List<String> planted = CLASSES.stream()
                .filter(each -> !isAtHome(each))
                .map(JavaClass::getName)
                .toList();
        assertThat(planted).isEmpty();
    }

    /** In the module's folder or jar, of which its package says the name. */
    private static boolean isAtHome(JavaClass each) {
        String module = each.getPackageName().substring(ROOT.length()).split("\\.")[0];
        String source = each.getSource().orElseThrow().getUri().toString();
        return Arrays.stream(source.split("[/!]")).anyMatch(part -> part.matches("(fttp-)?" + module + "(-.*)?"));
    }

    @Test
    void typesArePublicWhereAnotherPackageNeedsThemOrUsersDo() {
        Set<String> listed = PublicTypes.listed();
        Set<String> unexplained = PublicTypes.all(CLASSES);
        unexplained.removeAll(PublicTypes.explained(CLASSES, listed));
        assertThat(unexplained)
                .as("public, though no other package needs them: make them package-private, or list them")
                .isEmpty();
        assertThat(PublicTypes.all(CLASSES)).as("listed types").containsAll(listed);
        assertThat(listed.stream().filter(type -> isExplainedWithout(type, listed)))
                .as("listed, though another package needs them: take them from the list")
                .isEmpty();
    }

    private static boolean isExplainedWithout(String type, Set<String> listed) {
        Set<String> others = new TreeSet<>(listed);
        others.remove(type);
        return PublicTypes.explained(CLASSES, others).contains(type);
    }
}
