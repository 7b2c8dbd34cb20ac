package io.github.fttp.core;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.fttp.core.testing.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: each layer only those below it. */
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.fttp.core");

    private static final Layers LAYERS = Layers.of(
            "io.github.fttp.core",
            List.of(
                    List.of(""),
                    List.of("tensor"),
                    List.of("io"),
                    List.of("engine", "text", "image"),
                    List.of("autograd", "mask"),
                    List.of("nn", "loss", "optim"),
                    List.of("clip", "method"),
                    List.of("train", "model"),
                    List.of("ledger", "verify")));

    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        assertThat(LAYERS.unlisted()).isEmpty();
        assertThat(LAYERS.violations()).isEmpty();
    }

    @Test
    void onlyEnginesNameOneDnn() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.fttp.core.engine")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco.dnnl..")
                .check(CLASSES);
    }

    /** The losses are ND4J's own interface besides: whoever trains with DL4J plugs them in. */
    @Test
    void onlyEnginesTheBridgeAndTheLossesNameNd4j() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.github.fttp.core.engine", "io.github.fttp.core.tensor", "io.github.fttp.core.loss")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.nd4j..")
                .check(CLASSES);
    }

    /** They free what native code still reads: {@code Nd4jOperands} says how. */
    @Test
    void noneBroadcastsByNd4jsMethodsForVectors() {
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("(add|sub|mul|div|rsub|rdiv|put)i?(Row|Column)Vector")))
                .check(CLASSES);
    }
}
