package io.github.fttp.diffusion.lora;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffusersLoraTest {
    private static final String Q = "mid_block.attentions.0.transformer_blocks.0.attn2.to_q";
    private static final String OUT = "mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0";

    private final Engine engine = new OneDnnEngine();
    private Layers layers;

    @TempDir
    Path folder;

    /** Two layers of an attention, and one that adapters do not sit on. */
    private record Layers(Linear toQ, Linear toOut, Linear proj) implements Module {
        @Override
        public List<Linear> parts() {
            return List.of(toQ, toOut, proj);
        }
    }

    @BeforeEach
    void make() {
        Weights weights = Weights.random(engine.pool(), 3);
        layers = new Layers(
                Linear.of(weights, Q, 4, 6),
                Linear.withBias(weights, OUT, 6, 4),
                Linear.of(weights, "mid_block.ff.net.0.proj", 4, 4));
    }

    @AfterEach
    void nothingLeaks() {
        layers.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private AppliedLora attach(Path file) {
        return DiffusersLora.attach(file, Map.of("unet", layers), engine);
    }

    private float[] output() {
        try (Tensor x = engine.pool().draw(Shape.of(1, 4)).set(1, -2, 0.5f, 3);
                Tape tape = Tape.forward(engine)) {
            return layers.toOut()
                    .forward(tape, layers.toQ().forward(tape, tape.constant(x)))
                    .value()
                    .toArray();
        }
    }

    private Tensor tensor(Shape shape, float first) {
        Tensor tensor = engine.pool().draw(shape);
        for (int i = 0; i < shape.size(); i++) tensor.write(i, new float[] {first + 0.1f * i}, 0, 1);
        return tensor;
    }

    @Test
    void refusesItsOwnFileWithAFlippedBit() throws IOException {
        Path file = folder.resolve(DiffusersLora.FILE);
        try (LoraAdapter adapter =
                LoraAdapter.attach(Lora.rank(2).on(DiffusersLora.attention()), layers, engine.pool(), 3)) {
            DiffusersLora.write(file, adapter, engine);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> attach(file)).isInstanceOf(BadCheckpoint.class).hasMessageContaining("sha256");
    }

    @Test
    void whatIsWrittenDoesTheSameWhenReadAgain() {
        Path file = folder.resolve(DiffusersLora.FILE);
        float[] expected;
        Lora settings = Lora.rank(2).alpha(7).on(DiffusersLora.attention());
        try (LoraAdapter adapter = LoraAdapter.attach(settings, layers, engine.pool(), 5)) {
            adapter.layers().forEach(layer -> layer.b().value().fill(0.3f));
            expected = output();
            DiffusersLora.write(file, adapter, engine);
        }
        assertThat(Safetensors.open(file).names())
                .containsExactlyInAnyOrder(
                        "unet." + Q + ".lora_A.weight",
                        "unet." + Q + ".lora_B.weight",
                        "unet." + OUT + ".lora_A.weight",
                        "unet." + OUT + ".lora_B.weight");
        float[] base = output();
        try (AppliedLora applied = attach(file)) {
            assertThat(applied.adapters().get(0).layers().get(0).scale()).isEqualTo(1);
            assertThat(output()).containsExactly(expected, within(1e-5f));
        }
        assertThat(base).isNotEqualTo(expected);
    }

    /** Older readers take the first layer's rank for all. */
    @Test
    void layersOfSeveralRanksAreWrittenWithTheLargest() {
        Path file = folder.resolve(DiffusersLora.FILE);
        float[] expected;
        Lora settings = Lora.rank(3).alpha(6).rankPattern(Map.of("to_q", 1)).on(DiffusersLora.attention());
        try (LoraAdapter adapter = LoraAdapter.attach(settings, layers, engine.pool(), 5)) {
            adapter.layers().forEach(layer -> layer.b().value().fill(0.3f));
            expected = output();
            DiffusersLora.write(file, adapter, engine);
        }
        Safetensors written = Safetensors.open(file);
        for (String module : List.of(Q, OUT)) {
            assertThat(written.info("unet." + module + ".lora_A.weight").shape().dim(0))
                    .isEqualTo(3);
            assertThat(written.info("unet." + module + ".lora_B.weight").shape().dim(1))
                    .isEqualTo(3);
        }
        try (AppliedLora applied = attach(file)) {
            assertThat(applied.adapters()).isNotEmpty();
            assertThat(output()).containsExactly(expected, within(1e-5f));
        }
    }

    /** A bfloat16 between 1 and 2 has steps of 1/128: a share of 1/1024 would be lost. */
    @Test
    void whatIsMergedIsNotRoundedToTheBase() {
        Parameter weight = layers.toQ().weight();
        weight.replace(engine.pool().draw(weight.value().shape(), DType.BFLOAT16));
        weight.value().fill(1);
        Path file = folder.resolve("small.safetensors");
        try (Tensor a = engine.pool().draw(Shape.of(1, 4));
                Tensor b = engine.pool().draw(Shape.of(6, 1))) {
            a.fill(1);
            b.fill(1f / 1024);
            // As a model's own state calls them.
            String q = "unet." + Q;
            Safetensors.write(file, Map.of(q + ".lora_A.default_0.weight", a, q + ".lora_B.default_0.weight", b));
        }
        attach(file).merge(engine);
        Parameter merged = layers.toQ().weight();
        assertThat(merged.value().toArray()).containsOnly(1 + 1f / 1024);
        // Who writes the model keeps all bits of what trains.
        assertThat(merged.isTrainable()).isTrue();
    }

    @Test
    void aFolderMayHoldTheFile() throws IOException {
        assertThatThrownBy(() -> attach(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("holds no adapter, expected one of adapter_model.safetensors");
        Path inner = Files.createDirectory(folder.resolve("checkpoint-100"));
        Files.createFile(inner.resolve(DiffusersLora.FILE));
        assertThatThrownBy(() -> attach(folder)).hasMessageEndingWith("; give a folder of it, " + inner);
        try (LoraAdapter adapter =
                LoraAdapter.attach(Lora.rank(2).on(DiffusersLora.attention()), layers, engine.pool(), 3)) {
            DiffusersLora.write(folder.resolve(DiffusersLora.FILE), adapter, engine);
        }
        attach(folder).close();
        Path renamed = folder.resolve("adapter_model.safetensors");
        Files.copy(folder.resolve(DiffusersLora.FILE), renamed);
        attach(renamed).close();
        assertThatThrownBy(() -> attach(folder)).hasMessageContaining("holds two adapters");
    }

    @Test
    void readsOlderNamesAndScales() {
        Path file = folder.resolve("old.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        String attention = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.";
        tensors.put(attention + "processor.to_q_lora.down.weight", tensor(Shape.of(1, 4), 1));
        tensors.put(attention + "processor.to_q_lora.up.weight", tensor(Shape.of(6, 1), 2));
        tensors.put(attention + "to_out.0.lora.down.weight", tensor(Shape.of(1, 6), 3));
        tensors.put(attention + "to_out.0.lora.up.weight", tensor(Shape.of(4, 1), 4));
        tensors.put(attention + "to_q.alpha", engine.pool().draw(Shape.of()).set(0.5f));
        tensors.put(attention + "to_out.0.alpha", engine.pool().draw(Shape.of()).set(0.5f));
        Safetensors.write(file, tensors);
        tensors.values().forEach(Tensor::close);
        try (AppliedLora applied = attach(file)) {
            LoraAdapter adapter = applied.adapters().get(0);
            assertThat(adapter.layers().get(0).scale()).isEqualTo(0.5f); // alpha 0.5 / rank 1
            assertThat(adapter.layers().get(1).a().value().toArray()[0]).isEqualTo(3);
        }
    }

    /** Kohya's trainer keeps an alpha as it was given, a whole number too: here 6 of rank 2. */
    @Test
    void takesAWholeAlphaOfAnIntegerType() throws IOException {
        String module = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_q";
        byte[] header = """
                {"%1$s.alpha": {"dtype": "I64", "shape": [], "data_offsets": [0, 8]},
                 "%1$s.lora_down.weight": {"dtype": "F32", "shape": [2, 4], "data_offsets": [8, 40]},
                 "%1$s.lora_up.weight": {"dtype": "F32", "shape": [6, 2], "data_offsets": [40, 88]}}""".formatted(module).getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(8 + header.length + 88).order(ByteOrder.LITTLE_ENDIAN);
        content.putLong(header.length).put(header).putLong(6);
        Path file = Files.write(folder.resolve("kohya.safetensors"), content.array());
        try (AppliedLora applied = attach(file)) {
            assertThat(applied.adapters().get(0).layers().get(0).scale()).isEqualTo(3);
        }
    }

    /** Writes tensors that are no adapter here, and gives the message. */
    private AbstractStringAssert<?> refused(Map<String, Tensor> tensors) {
        Path file = folder.resolve("refused.safetensors");
        Safetensors.write(file, tensors);
        Throwable refusal = catchThrowable(() -> attach(file));
        assertThat(refusal).isInstanceOf(BadCheckpoint.class);
        return assertThat(refusal.getMessage());
    }

    @Test
    void refusesWhatFitsNoLayer() {
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            String other = "unet.down_blocks.9.to_q";
            refused(Map.of(other + ".lora_A.weight", a, other + ".lora_B.weight", b))
                    .contains("down_blocks.9.to_q");
            refused(Map.of("unet." + Q + ".lora_A.weight", a)).contains("lora_B");
            refused(Map.of("text_encoder.layer.weight", a))
                    .contains(
                            "no adapter of a U-Net or text encoder; its tensors are called such as text_encoder.layer.weight");
            refused(Map.of("text_encoder_2.q.lora_A.weight", a, "text_encoder_2.q.lora_B.weight", b))
                    .contains("holds 2 tensors for text_encoder_2, which the pipeline has not");
            refused(Map.of("unet." + Q + ".lora_A.weight", a, "unet." + Q + ".lora_B.weight", b, "unet.noise", b))
                    .contains("1 of 3 tensors belong to no layer", "the first is unet.noise");
        }
    }

    @Test
    void refusesValuesThatAreNotFinite() {
        Path file = folder.resolve("broken.safetensors");
        float[] before = output();
        for (float broken : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            try (Tensor a = tensor(Shape.of(1, 4), 1);
                    Tensor b = tensor(Shape.of(6, 1), 1)) {
                b.write(4, new float[] {broken}, 0, 1);
                Safetensors.write(file, Map.of("unet." + Q + ".lora_A.weight", a, "unet." + Q + ".lora_B.weight", b));
            }
            assertThatThrownBy(() -> attach(file))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("broken.safetensors")
                    .hasMessageContaining("tensor unet." + Q + ".lora_B.weight holds " + broken + " at element 4");
        }
        assertThat(output()).isEqualTo(before);
    }

    /** As diffusers reads them: those alone that the U-Net's own names are for. */
    @Test
    void originalNamesAreLeftOutWhereTheUNetsOwnAreThereToo() {
        Path file = folder.resolve("both.safetensors");
        String own = "lora_unet_" + Q.replace('.', '_');
        String original = "lora_unet_middle_block_1_transformer_blocks_0_attn2_to_q";
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1);
                Tensor other = tensor(Shape.of(1, 4), 5)) {
            Map<String, Tensor> both = new LinkedHashMap<>(Map.of(
                    own + ".lora_down.weight", a,
                    own + ".lora_up.weight", b,
                    original + ".lora_down.weight", other,
                    original + ".lora_up.weight", b));
            Safetensors.write(file, both);
            try (AppliedLora applied = attach(file)) {
                LoraAdapter adapter = applied.adapters().get(0);
                assertThat(adapter.layers()).hasSize(1);
                assertThat(adapter.layers().get(0).a().value().toArray()[0]).isEqualTo(1);
            }
            // Alone they are read.
            both.keySet().removeIf(name -> name.startsWith(own));
            Safetensors.write(file, both);
            try (AppliedLora applied = attach(file)) {
                assertThat(applied.adapters().get(0).layers().get(0).a().value().toArray()[0])
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void refusesTwoNamesOfOneTensorByBoth() {
        String layer = "unet." + Q;
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            refused(Map.of(layer + ".lora_A.weight", a, layer + ".lora.down.weight", a, layer + ".lora_B.weight", b))
                    .contains("tensor " + layer + ".lora_A.weight is of the same layer and side as " + layer
                            + ".lora.down.weight, expected one of them");
        }
    }

    @Test
    void refusesPickledAdaptersWithTheWayToSafetensors() throws IOException {
        Path pickled = Files.writeString(folder.resolve("pytorch_lora_weights.bin"), "PK");
        String why = "pickled weights can run code and are never read; save them as safetensors in Python: "
                + "safetensors.torch.save_file(torch.load(\"" + pickled + "\", weights_only=True), \""
                + folder.resolve("pytorch_lora_weights.safetensors") + "\")";
        for (Path given : List.of(folder, pickled)) {
            assertThatThrownBy(() -> attach(given))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessage(pickled + ": " + why);
        }
    }

    /** 6 of rank 1, which stands beside the file alone. */
    @Test
    void readsPeftsFileWithTheSettingsBesideIt() throws IOException {
        Path file = folder.resolve("adapter_model.safetensors");
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": 1, \"lora_alpha\": 6, \"target_modules\": [\"to_q\"]}");
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            String module = "base_model.model." + Q;
            Safetensors.write(file, Map.of(module + ".lora_A.weight", a, module + ".lora_B.weight", b));
        }
        for (Path given : List.of(folder, file)) {
            try (AppliedLora applied = attach(given)) {
                assertThat(applied.adapters().get(0).layers().get(0).scale()).isEqualTo(6);
            }
        }
    }

    @Test
    void refusesAdaptersOfOtherKindsByTheirName() {
        Path file = folder.resolve("other.safetensors");
        String module = "lora_unet_" + Q.replace('.', '_');
        Map<String, String> kinds = Map.of(
                ".hada_w1_a", "LoHa",
                ".lokr_w1", "LoKr",
                ".b1.weight", "GLoRA",
                ".dora_scale", "DoRA",
                ".lora_mid.weight", "LoCon with a Tucker core",
                ".diff", "whole differences");
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            kinds.forEach((end, name) -> {
                Safetensors.write(
                        file, Map.of(module + ".lora_down.weight", a, module + ".lora_up.weight", b, module + end, a));
                assertThatThrownBy(() -> attach(file))
                        .isInstanceOf(BadCheckpoint.class)
                        .hasMessageContaining("holds 1 tensors of " + name + ", which is not supported, such as ")
                        .hasMessageContaining(module + end);
            });
            String word = "bundle_emb.sks.string_to_param.*";
            Safetensors.write(file, Map.of(module + ".lora_down.weight", a, module + ".lora_up.weight", b, word, a));
            assertThatThrownBy(() -> attach(file))
                    .hasMessageContaining(
                            "1 tensors of bundled word embeddings, which is not supported, such as " + word);
        }
    }

    /** PEFT cannot load such a file: which of both is meant nobody knows. */
    @Test
    void refusesTensorsOfAnotherRankThanTheNotesSay() {
        Path file = folder.resolve("noted.safetensors");
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            Map.of("\"unet.r\": 2, \"unet.lora_alpha\": 2", 2, "\"unet.lora_alpha\": 2", 8, "\"unet.r\": 3", 3)
                    .forEach((fields, said) -> {
                        Safetensors.write(
                                file,
                                Map.of("unet." + Q + ".lora_A.weight", a, "unet." + Q + ".lora_B.weight", b),
                                Map.of(),
                                Map.of("lora_adapter_metadata", "{" + fields + "}"));
                        assertThatThrownBy(() -> attach(file))
                                .isInstanceOf(BadCheckpoint.class)
                                .hasMessageContaining("has tensors of rank 1 for " + Q)
                                .hasMessageContaining("ask for rank " + said);
                    });
        }
    }

    @Test
    void refusesPatternsInTheNotesThatCannotBeMatched() {
        Map<String, String> faults = Map.of(
                "((((.*)*)*)*)*X", "takes too long to match",
                "to_q(", "lora_adapter_metadata");
        Path file = folder.resolve("noted.safetensors");
        try (Tensor a = tensor(Shape.of(1, 4), 1);
                Tensor b = tensor(Shape.of(6, 1), 1)) {
            faults.forEach((pattern, message) -> {
                String notes =
                        "{\"unet.r\": 1, \"unet.lora_alpha\": 2, \"unet.alpha_pattern\": {\"" + pattern + "\": 3}}";
                Safetensors.write(
                        file,
                        Map.of("unet." + Q + ".lora_A.weight", a, "unet." + Q + ".lora_B.weight", b),
                        Map.of(),
                        Map.of("lora_adapter_metadata", notes));
                assertThatThrownBy(() -> attach(file))
                        .isInstanceOf(BadCheckpoint.class)
                        .hasMessageContaining("noted.safetensors")
                        .hasMessageContaining(message);
            });
        }
    }
}
