package io.github.fttp.mllm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.testing.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: families below what uses any of them. */
class LayersTest {
    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        Layers layers = Layers.of(
                "io.github.fttp.mllm",
                List.of(
                        List.of("data"),
                        List.of(""),
                        List.of("llama"),
                        List.of("llava"),
                        List.of("generate"),
                        List.of("evaluate"),
                        List.of("forget"),
                        List.of("compare"),
                        List.of("conceptworld"),
                        List.of("verify")));
        assertThat(layers.unlisted()).isEmpty();
        assertThat(layers.violations()).isEmpty();
    }
}
