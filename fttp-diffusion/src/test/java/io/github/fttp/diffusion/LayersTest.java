package io.github.fttp.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.testing.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which package may know which: networks below what trains them and draws with them. */
class LayersTest {
    @Test
    void eachLayerKnowsOnlyThoseBelowIt() {
        Layers layers = Layers.of(
                "io.github.fttp.diffusion",
                List.of(
                        List.of("scheduler", "layers", "lora"),
                        List.of("unet", "vae"),
                        List.of("method"),
                        List.of("train"),
                        List.of("pipeline"),
                        List.of("data"),
                        List.of("evaluate"),
                        List.of("robustness"),
                        List.of(""),
                        List.of("conceptworld"),
                        List.of("compare"),
                        List.of("verify")));
        assertThat(layers.unlisted()).isEmpty();
        assertThat(layers.violations()).isEmpty();
    }
}
