package io.github.fttp.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: each layer only those below it. */
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.fttp.core");

    /** From the lowest up; packages of one entry don't know each other unless a test below says otherwise. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("tensor"),
            List.of("engine"),
            List.of("autograd"),
            List.of("nn"),
            List.of("loss", "method", "train"));

    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        for (int lower = 0; lower < LAYERS.size(); lower++) {
            for (int upper = lower + 1; upper < LAYERS.size(); upper++) {
                check(noClasses()
                        .that()
                        .resideInAnyPackage(packages(LAYERS.get(lower)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages(LAYERS.get(upper))));
            }
        }
    }

    @Test
    void methodsAndLossesDoNotKnowTheLoop() {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages(List.of("loss", "method")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(List.of("train"))));
    }

    @Test
    void onlyEnginesNameOneDnn() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages(List.of("engine")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco.dnnl.."));
    }

    /** The losses are ND4J's own interface besides: whoever trains with DL4J plugs them in. */
    @Test
    void onlyEnginesTheBridgeAndTheLossesNameNd4j() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(packages(List.of("engine", "tensor", "loss")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j.."));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> "io.github.fttp.core." + name + "..").toArray(String[]::new);
    }
}
