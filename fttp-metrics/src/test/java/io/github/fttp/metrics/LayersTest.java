package io.github.fttp.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.fttp.core.testing.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: metrics, and what is built of them. */
class LayersTest {
    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        Layers layers = Layers.of(
                "io.github.fttp.metrics",
                List.of(
                        List.of("statistics"),
                        List.of(""),
                        List.of("image", "knowledge", "robustness", "text", "report"),
                        List.of("conceptworld", "onnx", "parquet"),
                        List.of("compare"),
                        List.of("sweep", "benchmark"),
                        List.of("spark"),
                        List.of("verify")));
        assertThat(layers.unlisted()).isEmpty();
        assertThat(layers.violations()).isEmpty();
    }

    @Test
    void heavyLibrariesAreNamedWhereTheyAreNeededOnly() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.github.fttp.metrics");
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.fttp.metrics.conceptworld")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.fttp.metrics.onnx")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.fttp.metrics.parquet")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.duckdb..")
                .check(classes);
    }
}
