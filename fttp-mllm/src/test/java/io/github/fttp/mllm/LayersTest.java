package io.github.fttp.mllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.testing.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: families above what is done with any of them through the seam, below what is made of one. */
class LayersTest {
    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        Layers layers = Layers.of(
                "io.github.fttp.mllm",
                List.of(
                        List.of("data"),
                        List.of("llama"),
                        List.of("model"),
                        List.of("train"),
                        List.of("generate"),
                        List.of("evaluate"),
                        List.of("forget"),
                        List.of(""),
                        List.of("llava"),
                        List.of("llavanext"),
                        List.of("conceptworld"),
                        List.of("compare"),
                        List.of("verify")));
        assertThat(layers.unlisted()).isEmpty();
        assertThat(layers.violations()).isEmpty();
    }
}
