package io.github.fttp.diffusion.lora;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class LoraFileFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("pytorch_lora_weights.safetensors");
    private static final Engine ENGINE = new OneDnnEngine();
    private static final String Q = "mid_block.attentions.0.transformer_blocks.0.attn2.to_q";
    private static final Module UNET = unet();

    private static Module unet() {
        Linear q = Linear.of(Weights.random(ENGINE.pool(), 3), Q, 4, 6);
        return new Module() {
            @Override
            public List<Linear> parts() {
                return List.of(q);
            }
        };
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                seed("unet." + Q + ".lora_A.weight", "unet." + Q + ".lora_B.weight", Map.of("format", "pt")),
                seed(
                        "unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_q_lora.down.weight",
                        "unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_q_lora.up.weight",
                        Map.of()),
                seed(
                        "lora_unet_" + Q.replace('.', '_') + ".lora_down.weight",
                        "lora_unet_" + Q.replace('.', '_') + ".lora_up.weight",
                        Map.of()),
                seed(
                        "unet." + Q + ".lora_A.weight",
                        "unet." + Q + ".lora_B.weight",
                        Map.of("lora_adapter_metadata", "{\"unet.r\": 2, \"unet.lora_alpha\": 4}")));
    }

    private static byte[] seed(String down, String up, Map<String, String> notes) {
        Path file = FILE.folder().resolve("seed.safetensors");
        try (Tensor a = ENGINE.pool().zeros(Shape.of(2, 4));
                Tensor b = ENGINE.pool().zeros(Shape.of(6, 2))) {
            Safetensors.write(file, Map.of(down, a, up, b), notes);
        }
        return Fuzzed.content(file);
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> DiffusersLora.attach(file, Map.of("unet", UNET), ENGINE)
                .close());
    }
}
