package io.github.fttp.examples.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateSdTest {
    private static final int GAP = 4;
    private static final List<String> WEIGHTS = List.of(
            "unet/diffusion_pytorch_model.safetensors",
            "vae/diffusion_pytorch_model.safetensors",
            "text_encoder/model.safetensors");

    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;

    @BeforeEach
    void writeModel() {
        tiny = TinyStableDiffusion.write(folder);
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        Path one = made("one.png", "--prompt", "a blue hat", "--seed", "5");
        Path other = made("other.png", "--prompt", "a blue hat", "--seed", "6");
        Path again = made("again.png", "--prompt", "a blue hat", "--seed", "5");
        assertThat(again).hasSameBinaryContentAs(one);
        assertThat(Images.read(other)).isNotEqualTo(Images.read(one));
    }

    @Test
    void theImageTellsHowItWasMade() throws IOException {
        Path file = made("a.png", "--prompt", "two cats, “standing”", "--negative", "red", "--seed", "5");
        assertThat(notes(file))
                .contains(note("prompt", "two cats, “standing”"))
                .contains(note("negative_prompt", "red"))
                .contains(note("guidance_scale", "7.5"))
                .contains(note("num_inference_steps", "2"))
                .contains(note("seed", "5"))
                .contains(note("size", "16x16"))
                .contains(note("model", tiny.model().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DDPMScheduler",
                "DDIMScheduler",
                "LMSDiscreteScheduler",
                "EulerDiscreteScheduler",
                "EulerAncestralDiscreteScheduler",
                "HeunDiscreteScheduler",
                "DEISMultistepScheduler",
                "UniPCMultistepScheduler",
                "DPMSolverMultistepScheduler",
                "DPMSolverSinglestepScheduler"
            })
    void drawsWithTheSchedulerThatThePipelineNames(String name) throws IOException {
        Path before = made("before.png", "--prompt", "a blue hat", "--seed", "5");
        tiny.scheduler(name); // scheduler_config.json still says PNDMScheduler
        Path one = made("one.png", "--prompt", "a blue hat", "--seed", "5");
        Path again = made("again.png", "--prompt", "a blue hat", "--seed", "5");
        assertThat(again).hasSameBinaryContentAs(one);
        assertThat(Images.read(one)).isNotEqualTo(Images.read(before));
    }

    @Test
    void readsWeightsInHalfPrecisionWhereThereAreNoOthers() throws IOException {
        for (String file : WEIGHTS) ModelFiles.types(tiny.model().resolve(file), "F16");
        Path asFull = made("full.png", "--prompt", "a blue hat");
        for (String file : WEIGHTS) {
            Path full = tiny.model().resolve(file);
            Files.move(full, full.resolveSibling(full.getFileName().toString().replace(".s", ".fp16.s")));
        }
        assertThat(made("half.png", "--prompt", "a blue hat")).hasSameBinaryContentAs(asFull);
    }

    @Test
    void readsShardsInHalfPrecision() throws IOException {
        ModelFiles.types(tiny.weights(), "F16");
        Path asFull = made("full.png", "--prompt", "a blue hat");
        Set<String> names = Safetensors.open(tiny.weights()).names();
        String shard = "diffusion_pytorch_model.fp16-00001-of-00001.safetensors";
        Files.move(tiny.weights(), tiny.weights().resolveSibling(shard));
        ObjectNode index = Json.object();
        ObjectNode map = index.putObject("weight_map");
        names.forEach(name -> map.put(name, shard));
        Json.write(tiny.weights().resolveSibling("diffusion_pytorch_model.safetensors.index.fp16.json"), index);
        assertThat(made("half.png", "--prompt", "a blue hat")).hasSameBinaryContentAs(asFull);
    }

    @Test
    void fullPrecisionIsPreferred() throws IOException {
        Path asFull = made("full.png", "--prompt", "a blue hat");
        Path half = tiny.weights().resolveSibling("diffusion_pytorch_model.fp16.safetensors");
        Files.writeString(half, "never opened");
        assertThat(made("both.png", "--prompt", "a blue hat")).hasSameBinaryContentAs(asFull);
    }

    @Test
    void aTableOfPromptsBringsTheirSeedsUnlessOneIsGiven() throws IOException {
        Path prompts = folder.resolve("prompts.csv");
        Files.writeString(prompts, "case_number,prompt,evaluation_seed\n0,\"a blue hat, small\",5\n1,a house,\n");
        Path sheet = made("s.png", "--prompts", prompts.toString());
        assertThat(notes(folder.resolve("s-1.png"))).contains(note("prompt", "a blue hat, small"), note("seed", "5"));
        assertThat(notes(folder.resolve("s-2.png"))).contains(note("seed", "0"));
        assertThat(notes(sheet)).contains(note("seed", "5, 0"));
        Path alone = made("alone.png", "--prompt", "a blue hat, small", "--seed", "5");
        assertThat(folder.resolve("s-1.png")).hasSameBinaryContentAs(alone);
        made("t.png", "--prompts", prompts.toString(), "--seed", "3");
        assertThat(notes(folder.resolve("t-1.png"))).contains(note("seed", "3"));
    }

    @Test
    void severalStandOnASheetAndAlone() throws IOException {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "a blue hat\n\n  a small house  \n");
        Path sheet = made("s.png", "--prompts", prompts.toString(), "--count", "2", "--seed", "3");
        Path alone = made("alone.png", "--prompt", "a small house", "--seed", "4");

        Image last = Images.read(folder.resolve("s-4.png"));
        assertThat(last).isEqualTo(Images.read(alone));
        assertThat(notes(folder.resolve("s-4.png")))
                .contains(note("prompt", "a small house"))
                .contains(note("seed", "4"));
        // Prompts go down, seeds across; a gap around each image.
        Image all = Images.read(sheet);
        int stride = 16 + GAP;
        assertThat(List.of(all.width(), all.height())).containsExactly(2 * stride + GAP, 2 * stride + GAP);
        for (int i = 0; i < 4; i++) {
            Image each = Images.read(folder.resolve("s-" + (i + 1) + ".png"));
            int left = GAP + i % 2 * stride;
            int top = GAP + i / 2 * stride;
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    assertThat(all.sample(top + y, left + x, 1)).isEqualTo(each.sample(y, x, 1));
                }
            }
        }
        assertThat(folder.resolve("s-5.png")).doesNotExist();
    }

    @Test
    void imagesMadeTogetherAreThoseMadeAlone() {
        String[] prompts = {"--prompt", "a blue hat near the river", "--prompt", "a blue hat", "--count", "2"};
        made("alone.png", prompts);
        String[] together = Arrays.copyOf(prompts, prompts.length + 4);
        System.arraycopy(new String[] {"--batch", "3", "--word", "blue"}, 0, together, prompts.length, 4);
        made("together.png", together);
        for (int i = 1; i <= 4; i++) {
            Image one = Images.read(folder.resolve("alone-" + i + ".png"));
            Image other = Images.read(folder.resolve("together-" + i + ".png"));
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    for (int c = 0; c < 3; c++) {
                        assertThat(other.sample(y, x, c)).isCloseTo(one.sample(y, x, c), within(1));
                    }
                }
            }
            assertThat(folder.resolve("together-" + i + "-mask.png")).exists();
        }
    }

    @Test
    void severalPromptsOfOneImageEachAreARow() {
        Path sheet = made("s.png", "--prompt", "a blue hat", "--prompt", "a red fox", "--prompt", "night");
        Image all = Images.read(sheet);
        assertThat(List.of(all.width(), all.height())).containsExactly(3 * (16 + GAP) + GAP, 16 + 2 * GAP);
    }

    @Test
    void imagesNeedNotBeSquare() {
        Image image = Images.read(made("wide.png", "--prompt", "a blue hat", "--height", "10", "--width", "26"));
        assertThat(List.of(image.width(), image.height())).containsExactly(26, 10);
    }

    @Test
    void anAdapterChangesImagesOnlyOnceItWasTrained() throws IOException {
        Path base = made("base.png", "--prompt", "a lamp");
        Path untrained = made("untrained.png", "--prompt", "a lamp", "--lora", adapter("none", "0"));
        Path trained = made("trained.png", "--prompt", "a lamp", "--lora", adapter("some", "0.1"));
        assertThat(Images.read(untrained)).isEqualTo(Images.read(base));
        assertThat(Images.read(trained)).isNotEqualTo(Images.read(base));
        assertThat(notes(trained)).contains("pytorch_lora_weights.safetensors");
    }

    @Test
    void anAdapterDrawsTheSameWhateverItsNamesAre() throws IOException {
        Path diffusers = Path.of(adapter("some", "0.1"));
        Path expected = made("diffusers.png", "--prompt", "a lamp", "--lora", diffusers.toString());
        Path kohya = folder.resolve("kohya.safetensors");
        renamed(diffusers, kohya, name -> {
            String module = name.substring("unet.".length(), name.length() - ".lora_A.weight".length());
            String end = name.endsWith("A.weight") ? ".lora_down.weight" : ".lora_up.weight";
            return "lora_unet_" + module.replace('.', '_') + end;
        });
        assertThat(Images.read(made("kohya.png", "--prompt", "a lamp", "--lora", kohya.toString())))
                .isEqualTo(Images.read(expected));
        Path peft = Files.createDirectory(folder.resolve("peft"));
        renamed(
                diffusers,
                peft.resolve("adapter_model.safetensors"),
                name -> "base_model.model." + name.substring("unet.".length()));
        int rank = Safetensors.open(diffusers)
                .info(Safetensors.open(diffusers).names().stream()
                        .filter(name -> name.endsWith("lora_A.weight"))
                        .findFirst()
                        .orElseThrow())
                .shape()
                .dim(0);
        Files.writeString(
                peft.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": %d, \"lora_alpha\": %d, \"target_modules\": [\"to_q\"]}"
                        .formatted(rank, rank));
        assertThat(Images.read(made("peft.png", "--prompt", "a lamp", "--lora", peft.toString())))
                .isEqualTo(Images.read(expected));
    }

    @Test
    void anAdapterOfTheTextEncoderCounts() throws IOException {
        Path file = folder.resolve("text.safetensors");
        String module = "text_encoder.text_model.encoder.layers.0.self_attn.q_proj";
        try (Engine engine = new OneDnnEngine();
                Tensor a = engine.pool().draw(Shape.of(1, 16));
                Tensor b = engine.pool().draw(Shape.of(16, 1))) {
            a.fill(1);
            b.fill(0.5f);
            Safetensors.write(file, Map.of(module + ".lora_A.weight", a, module + ".lora_B.weight", b));
        }
        assertThat(Images.read(made("text.png", "--prompt", "a lamp", "--lora", file.toString())))
                .isNotEqualTo(Images.read(made("base.png", "--prompt", "a lamp")));
    }

    private static void renamed(Path from, Path to, UnaryOperator<String> name) {
        Safetensors stored = Safetensors.open(from);
        try (Engine engine = new OneDnnEngine()) {
            Map<String, Tensor> tensors = new TreeMap<>();
            for (String each : stored.names()) tensors.put(name.apply(each), stored.tensor(each, engine.pool()));
            Safetensors.write(to, tensors);
            tensors.values().forEach(Tensor::close);
        }
    }

    @Test
    void drawsWhereAnImageLooksAtAWord() throws IOException {
        Path plain = made("plain.png", "--prompt", "a blue hat near the river");
        Path looked = made("looked.png", "--prompt", "a blue hat near the river", "--word", "blue hat");
        assertThat(looked).hasSameBinaryContentAs(plain);
        assertThat(folder.resolve("plain-word.png")).doesNotExist();
        Image sheet = Images.read(folder.resolve("looked-word.png"));
        assertThat(List.of(sheet.width(), sheet.height())).containsExactly(16 + 2 * GAP, 16 + 2 * GAP);
        Image image = Images.read(plain);
        int marked = 0;
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                boolean same = true;
                for (int c = 0; c < 3; c++) {
                    same &= sheet.sample(GAP + y, GAP + x, c) == image.sample(y, x, c);
                }
                if (!same) marked++;
            }
        }
        // The place that looks at it most is marked, the one that does least is not.
        assertThat(marked).isBetween(1, 255);
    }

    private String adapter(String name, String rate) {
        Path out = folder.resolve(name);
        Command run = Command.run(List.of(
                "forget-sd",
                "--model",
                tiny.model().toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                "lamp",
                "--size",
                "16",
                "--sample-images",
                "0",
                "--train",
                "lora",
                "--steps",
                "3",
                "--rate",
                rate,
                "--out",
                out.toString()));
        assertThat(run.status()).as(run.said()).isZero();
        return out.resolve("pytorch_lora_weights.safetensors").toString();
    }

    private Path made(String name, String... more) {
        Path out = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "generate-sd", "--model", tiny.model().toString(), "--image-steps", "2", "--out", out.toString()));
        arguments.addAll(List.of(more));
        Command run = Command.run(arguments);
        assertThat(run.status()).as(run.said()).isZero();
        return out;
    }

    private static String notes(Path png) throws IOException {
        return new String(Files.readAllBytes(png), StandardCharsets.UTF_8);
    }

    /** A chunk iTXt that is not compressed: keyword, two flags, no language, no translated keyword, text. */
    private static String note(String keyword, String text) {
        return "iTXt" + keyword + "\0\0\0\0\0" + text;
    }
}
