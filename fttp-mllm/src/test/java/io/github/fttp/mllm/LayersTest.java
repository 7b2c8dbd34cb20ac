package io.github.fttp.mllm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.fttp.core.testing.Layers;
import io.github.fttp.mllm.model.VisionLanguageFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: families above what is done with any of them through the seam, below what is made of one. */
class LayersTest {
    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        Layers layers = Layers.of(
                "io.github.fttp.mllm",
                List.of(
                        List.of("method"),
                        List.of("data"),
                        List.of("llama"),
                        List.of("model"),
                        List.of("train"),
                        List.of("generate"),
                        List.of("evaluate"),
                        List.of("robustness"),
                        List.of("forget"),
                        List.of(""),
                        List.of("llava"),
                        List.of("llavanext"),
                        List.of("qwen"),
                        List.of("qwen2_5vl"),
                        List.of("qwen3vl"),
                        List.of("conceptworld"),
                        List.of("compare"),
                        List.of("verify")));
        assertThat(layers.unlisted()).isEmpty();
        assertThat(layers.violations()).isEmpty();
    }

    /** A family is a package; what is done with models of any family finds it by the registry. */
    @Test
    void nothingThatIsDoneWithModelsKnowsAFamily() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.github.fttp.mllm");
        String[] families = classes.stream()
                .filter(each -> each.isAssignableTo(VisionLanguageFamily.class) && !each.isInterface())
                .map(JavaClass::getPackageName)
                .toArray(String[]::new);
        assertThat(families).isNotEmpty();
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.github.fttp.mllm",
                        "..mllm.data",
                        "..mllm.model",
                        "..mllm.train",
                        "..mllm.generate",
                        "..mllm.evaluate",
                        "..mllm.robustness",
                        "..mllm.forget",
                        "..mllm.compare")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(families)
                .check(classes);
    }
}
