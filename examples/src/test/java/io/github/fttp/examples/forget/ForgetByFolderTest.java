package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code forget} on a LLaVA 1.6: the small LLaVA with tiles and a newline. */
class ForgetByFolderTest {
    private static final int SIDE = 16;

    @TempDir
    Path folder;

    @Test
    void aLlavaOfTilesForgetsAndIsWritten() {
        TinyLlava tiny = TinyLlava.write(folder);
        tile(tiny);
        Path out = folder.resolve("out");
        Command run = Command.run(List.of(
                "forget",
                "--model=" + tiny.model(),
                "--data=" + tiny.data(),
                "--images=" + tiny.images(),
                "--concept=Mira Volk",
                "--alias=Mira",
                "--alias=Volk",
                "--lora-rank=4",
                "--rate=0.01",
                "--steps=6",
                "--answers=1",
                "--answer-tokens=3",
                "--merge",
                "--out=" + out));
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains(tiny.model() + " is LLaVA 1.6, so this is forget-llava");
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(known(metrics, "after")).isLessThan(known(metrics, "before"));
        assertThat(out.resolve("report.html")).exists();
        assertThat(out.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(Safetensors.open(out.resolve("model/model.safetensors")).names())
                .contains("model.image_newline");
    }

    private static double known(Json metrics, String when) {
        return metrics.field(when).field("forget").field("concept_probability").number();
    }

    private static void tile(TinyLlava tiny) {
        Path config = tiny.model().resolve("config.json");
        ObjectNode settings = (ObjectNode) Json.checkpoint(config).node();
        settings.put("model_type", "llava_next");
        canvases(settings);
        Json.write(config, settings);
        Path preprocessor = tiny.model().resolve("preprocessor_config.json");
        ObjectNode images = (ObjectNode) Json.checkpoint(preprocessor).node();
        images.put("image_processor_type", "LlavaNextImageProcessor");
        canvases(images);
        Json.write(preprocessor, images);
        try (Engine engine = new OneDnnEngine()) {
            Map<String, Tensor> values = new TreeMap<>();
            Safetensors weights = Safetensors.open(tiny.weights());
            for (String name : weights.names()) {
                values.put(name, engine.pool().draw(weights.info(name).shape()).set(weights.floats(name)));
            }
            values.put("model.image_newline", engine.pool().draw(Shape.of(32)).set(new float[32]));
            Safetensors.write(tiny.weights(), values);
            values.values().forEach(Tensor::close);
        }
        assertThat(Files.exists(tiny.weights())).isTrue();
    }

    private static void canvases(ObjectNode settings) {
        ArrayNode canvases = settings.putArray("image_grid_pinpoints");
        canvases.addArray().add(SIDE).add(2 * SIDE);
        canvases.addArray().add(2 * SIDE).add(SIDE);
    }
}
