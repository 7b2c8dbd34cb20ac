package io.github.fttp.core.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipVisionModelTest {
    @TempDir
    Path folder;

    @Test
    void aModelThatProjectsIsReadWithoutItsProjection() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"model_type": "clip_vision_model", "architectures": ["CLIPVisionModelWithProjection"],
                 "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 1, "num_attention_heads": 2,
                 "image_size": 8, "patch_size": 4, "projection_dim": 6}
                """);
        try (Engine engine = new OneDnnEngine();
                ClipVisionModel random = ClipVisionModel.of(
                        ClipVisionConfig.read(folder),
                        new RandomWeights(engine.pool(), 5, 0.2, DType.FLOAT32),
                        "vision_model.");
                Tensor projection = engine.pool().draw(Shape.of(6, 8))) {
            Map<String, Tensor> tensors = new TreeMap<>();
            for (Parameter each : random.parameters()) tensors.put(each.name(), each.value());
            tensors.put("visual_projection.weight", projection);
            Safetensors.write(folder.resolve("model.safetensors"), tensors);
            try (ClipVisionModel read = ClipVisionModel.load(folder, engine)) {
                assertThat(read.parameters())
                        .extracting(Parameter::name)
                        .containsExactlyElementsOf(random.parameters().stream()
                                .map(Parameter::name)
                                .toList());
            }
        }
    }
}
