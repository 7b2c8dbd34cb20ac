package io.github.fttp.diffusion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of folders as they are found: of older versions, of variants, with more in them than is needed. */
class StableDiffusionFolderTest {
    @TempDir
    Path temporary;

    /** A tiny pipeline, whose autoencoder halves each side. */
    private Path pipeline(String golden) throws IOException {
        Path from = GoldenCases.folder("fttp-diffusion", golden);
        Path to = temporary.resolve(golden);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        return to;
    }

    private static void change(Path file, Consumer<ObjectNode> change) {
        ObjectNode json = (ObjectNode) Json.data(file).node();
        change.accept(json);
        Json.write(file, json);
    }

    private static int side(Path model) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model)) {
            return folder.defaultSide();
        }
    }

    /** The golden pipelines are of later versions and keep theirs. */
    @Test
    void anOutdatedSampleSizeIs64() throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        Path config = model.resolve("unet/config.json");
        assertThat(side(model)).isEqualTo(2 * 8);
        change(config, unet -> unet.put("_diffusers_version", "0.8.1"));
        assertThat(side(model)).isEqualTo(2 * 64);
        change(config, unet -> unet.put("sample_size", 96));
        assertThat(side(model)).isEqualTo(2 * 96);
        change(config, unet -> unet.putArray("sample_size").add(32).add(32));
        assertThat(side(model)).isEqualTo(2 * 32);
        change(config, unet -> unet.put("sample_size", 32).put("_diffusers_version", "0.9.0"));
        assertThat(side(model)).isEqualTo(2 * 32);
        change(config, unet -> unet.remove("_diffusers_version"));
        assertThat(side(model)).isEqualTo(2 * 32);
    }

    /** As fp16 checkpoints are published: every part by its variant, the text encoder in shards. */
    private void inVariant(Path model) throws IOException {
        for (String part : List.of("unet", "vae")) {
            Path weights = model.resolve(part).resolve("diffusion_pytorch_model.safetensors");
            Files.move(weights, weights.resolveSibling("diffusion_pytorch_model.fp16.safetensors"));
        }
        Path text = model.resolve("text_encoder");
        Files.move(text.resolve("model.safetensors"), text.resolve("model.fp16-00001-of-00001.safetensors"));
        ObjectNode index = Json.object();
        ObjectNode map = index.putObject("weight_map");
        Safetensors.open(text.resolve("model.fp16-00001-of-00001.safetensors"))
                .names()
                .forEach(name -> map.put(name, "model.fp16-00001-of-00001.safetensors"));
        Json.write(text.resolve("model.safetensors.index.fp16.json"), index);
        // Another variant of the same, which is not taken, and weights that are none.
        Files.writeString(text.resolve("model.non_ema.safetensors"), "");
    }

    private Path written(Path model, boolean trained) {
        Path out = temporary.resolve("out");
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model);
                Engine engine = new OneDnnEngine();
                UNet2DConditionModel unet = folder.loadUNet(engine)) {
            if (trained) unet.parameters().get(0).unfreeze(engine.pool());
            folder.write(out, unet);
        }
        return out;
    }

    private static Set<String> weights(Path model) throws IOException {
        try (Stream<Path> files = Files.walk(model)) {
            return files.map(file -> model.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.contains(".safetensors"))
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenLoadsWithoutAVariant(boolean trained) throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        inVariant(model);
        Path out = written(model, trained);
        assertThat(weights(out))
                .containsExactlyInAnyOrder(
                        "unet/diffusion_pytorch_model.safetensors",
                        "vae/diffusion_pytorch_model.safetensors",
                        "text_encoder/model-00001-of-00001.safetensors",
                        "text_encoder/model.safetensors.index.json",
                        "text_encoder/model.non_ema.safetensors");
        assertThat(out.resolve("text_encoder/model.safetensors.index.json"))
                .content()
                .contains("\"model-00001-of-00001.safetensors\"")
                .doesNotContain("fp16");
        StableDiffusionFolder.open(out).close();
    }

    @Test
    void aVariantBesideTheWeightsKeepsItsName() throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        Files.writeString(model.resolve("vae/diffusion_pytorch_model.fp16.safetensors"), "");
        assertThat(weights(written(model, true)))
                .contains("vae/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.fp16.safetensors");
    }

    /** The class is that of model_index.json, whatever the encoder was saved as. */
    @Test
    void aTextEncoderProjectsWhereThePipelineSaysSo() throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        change(model.resolve("text_encoder/config.json"), text -> text.putArray("architectures")
                .add("CLIPTextModelWithProjection"));
        StableDiffusionFolder.open(model).close();
        change(model.resolve("text_encoder/config.json"), text -> text.putArray("architectures")
                .add("CLIPTextModel"));
        Path file = model.resolve("text_encoder/model.safetensors");
        Safetensors stored = Safetensors.open(file);
        try (Pool pool = new Pool()) {
            Map<String, Tensor> values = new TreeMap<>();
            for (String name : stored.names()) values.put(name, stored.tensor(name, pool));
            values.put("text_projection.weight", pool.draw(Shape.of(2, 2)));
            Safetensors.write(file, values);
            values.values().forEach(Tensor::close);
        }
        StableDiffusionFolder.open(model).close();
    }

    @Test
    void theIndexNamesTheClassOfAPartThatDoesNot() throws IOException {
        Path model = pipeline("sd-micro-pipeline");
        for (String part : List.of("unet", "vae")) {
            change(model.resolve(part).resolve("config.json"), config -> config.remove("_class_name"));
        }
        StableDiffusionFolder.open(model).close();
    }

    @Test
    void aSingleFileIsRefusedWithTheWayToAFolder() throws IOException {
        Path file = Files.writeString(temporary.resolve("sd.safetensors"), "");
        assertThatThrownBy(() -> StableDiffusionFolder.open(file))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": is a single file, expected a pipeline's folder; make one in Python:"
                        + " StableDiffusionPipeline.from_single_file(\"" + file + "\").save_pretrained(\"FOLDER\"),"
                        + " of an SDXL with StableDiffusionXLPipeline");
    }

    @Test
    void aCacheIsRefusedWithTheSnapshotInIt() throws IOException {
        Path snapshot = Files.createDirectories(temporary.resolve("models--sd/snapshots/0a1b"));
        assertThatThrownBy(() -> StableDiffusionFolder.open(temporary.resolve("models--sd")))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(
                        "it is a model's place in a cache of Hugging Face: give what lies in it, " + snapshot);
    }

    @Test
    void anXlHasTheSampleSizeOfItsFile() throws IOException {
        Path model = pipeline("sdxl-micro-pipeline");
        int before = side(model);
        change(model.resolve("unet/config.json"), unet -> unet.put("_diffusers_version", "0.8.1"));
        assertThat(side(model)).isEqualTo(before);
    }
}
