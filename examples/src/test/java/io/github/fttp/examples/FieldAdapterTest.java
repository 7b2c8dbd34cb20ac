package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adapters with the settings and names that people have, on the small LLaVA that comes with the program. Their values are
 * drawn here; what the model's weights must be with them follows by {@code W + (alpha / r) B A}.
 */
class FieldAdapterTest {
    private static final String NEW = "model.language_model.layers.";
    private static final List<String> ALL = List.of(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj");

    @TempDir
    static Path models;

    @TempDir
    Path folder;

    private static Path pretrained;

    private OneDnnEngine engine;
    private LlavaModel model;
    private final Map<String, float[]> before = new LinkedHashMap<>();

    @BeforeAll
    static void write() {
        pretrained = PretrainedLlava.copyInto(models);
    }

    @BeforeEach
    void load() {
        engine = new OneDnnEngine();
        model = LlavaModel.load(pretrained, engine);
        for (Parameter each : model.parameters()) {
            each.unfreeze(engine.pool()); // in float32: merging rounds to the weight's own type, which is bfloat16
            each.trainable(false);
            before.put(each.name(), each.value().toArray());
        }
    }

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    @Test
    void expressionsWithLookAheadAreMatched() throws IOException {
        assertMerges("P01-regex-lookahead", "language_model.model.layers.", name -> name.matches(".*(q|v|down)_proj"));
    }

    @Test
    void expressionsForOldNamesAreMatched() throws IOException {
        assertMerges("P02-regex-old-names", "language_model.model.layers.", name -> true);
    }

    @Test
    void listsOfWholeOldNamesAreMatched() throws IOException {
        assertMerges(
                "P03-list-of-whole-old-names", "language_model.model.layers.", name -> name.matches(".*(q|v)_proj"));
    }

    @Test
    void listsOfWholeNamesMeanTheSameModulesWhateverTheFileCallsThem() throws IOException {
        assertMerges("P03-list-of-whole-old-names", NEW, name -> name.matches(".*(q|v)_proj"));
    }

    @Test
    void adaptersOfTheLanguageModelAloneAreMappedOntoIt() throws IOException {
        assertMerges("P04-text-only-adapter", "model.layers.", name -> name.matches(".*(q|v)_proj"));
        assertThat(model.visionTower().linears()).noneMatch(layer -> layer.isAdapted());
    }

    @Test
    void layersHaveTheRankAndAlphaOfTheirPattern() throws IOException {
        assertMerges("P06-rank-pattern", "language_model.model.layers.", name -> name.matches(".*(q|down)_proj"));
    }

    /** Row i of W + s B A, brought to the length m_i. */
    @Test
    void doraSetsTheLengthOfEachRow() throws IOException {
        Map<String, float[]> tensors = write("P12-dora", "language_model.model.layers.", ALL.subList(0, 1), true);
        try (LoraAdapter adapter = attach()) {
            assertThatThrownBy(() -> TrainableConversations.of(model, engine, adapter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("use_dora");
            adapter.merge(engine);
        }
        Map<String, float[]> after = values();
        for (int block = 0; block < 4; block++) {
            String old = "language_model.model.layers." + block + ".self_attn.q_proj";
            String name = NEW + block + ".self_attn.q_proj.weight";
            double[] expected = merged(before.get(name), tensors.get(old + "A"), tensors.get(old + "B"), 4, 160);
            float[] lengths = tensors.get(old + "M");
            for (int row = 0; row < 160; row++) {
                double squares = 0;
                for (int k = 0; k < 160; k++) squares += Math.pow(expected[row * 160 + k], 2);
                for (int k = 0; k < 160; k++) expected[row * 160 + k] *= lengths[row] / Math.sqrt(squares);
            }
            assertClose(name, after.get(name), expected);
        }
    }

    @Test
    void tensorsLeftEmptyByZeroStage3AreRefusedWithTheirCause() {
        assertThatThrownBy(() -> PeftAdapter.attach(
                        resource("P05-zero3-empty-tensors"), model, engine.pool(), LlavaModel.adapterNames()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("language_model.model.layers.0.self_attn.q_proj.lora_A.weight has shape [0]")
                .hasMessageContaining("ZeRO");
    }

    @Test
    void adaptersOfAnotherModelAreRefusedNamingTheModule() throws IOException {
        write("P04-text-only-adapter", "model.layers.1", List.of("self_attn.q_proj", "self_attn.v_proj"), false);
        assertThatThrownBy(this::attach)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(
                        "model.layers.10.self_attn.q_proj.lora_A.weight belongs to no module of the model")
                .hasMessageContaining(NEW + "0.self_attn.q_proj")
                .hasMessageNotContaining("config.json asks")
                .hasMessageNotContaining("Named[");
    }

    @Test
    void targetsThatTheFileLacksAreRefused() throws IOException {
        write("P03-list-of-whole-old-names", "language_model.model.layers.", List.of("self_attn.q_proj"), false);
        assertThatThrownBy(this::attach)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("language_model.model.layers.0.self_attn.v_proj.lora_A.weight is missing");
    }

    @Test
    void tensorsThatNoTargetNamesAreRefused() throws IOException {
        write("P03-list-of-whole-old-names", "language_model.model.layers.", ALL, false);
        assertThatThrownBy(this::attach)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("k_proj.lora_A.weight belongs to no target")
                .hasMessageContaining("language_model.model.layers.0.self_attn.q_proj, ")
                .hasMessageNotContaining("Named[");
    }

    @Test
    void hostileExpressionsAreRefused() throws IOException {
        write("P01-regex-lookahead", "language_model.model.layers.", ALL, false);
        Path config = folder.resolve("adapter_config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll("\"target_modules\": .*", "\"target_modules\": \"((((.*)*)*)*)*X\","));
        assertThatThrownBy(this::attach)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("adapter_config.json")
                .hasMessageContaining("((((.*)*)*)*)*X")
                .hasMessageContaining("too long");
    }

    @Test
    void weightsPickledBesideTheAdapterAreRefused() throws IOException {
        write("P04-text-only-adapter", "model.layers.", List.of("self_attn.q_proj", "self_attn.v_proj"), false);
        Files.writeString(folder.resolve("non_lora_trainables.bin"), "PK");
        assertThatThrownBy(this::attach)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("non_lora_trainables.bin");
    }

    private void assertMerges(String field, String prefix, Predicate<String> target) throws IOException {
        List<String> targets = ALL.stream().filter(target).toList();
        Map<String, float[]> tensors = write(field, prefix, targets, false);
        try (LoraAdapter adapter = attach()) {
            assertThat(adapter.layers())
                    .hasSize(4 * targets.size())
                    .allMatch(each -> each.scale() == 2); // 8 / 4, 16 / 8
            assertThat(adapter.layers().stream().map(LowRank::module)).allMatch(name -> name.startsWith(NEW));
            adapter.merge(engine);
        }
        Map<String, float[]> after = values();
        for (var each : before.entrySet()) {
            String module = each.getKey().replace(NEW, "").replace(".weight", "");
            float[] a = tensors.get(prefix + module + "A");
            float[] b = tensors.get(prefix + module + "B");
            if (a == null) {
                assertThat(after.get(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
            } else {
                int rank = rank(field, module);
                assertClose(
                        each.getKey(), after.get(each.getKey()), merged(each.getValue(), a, b, rank, a.length / rank));
            }
        }
    }

    private static int rank(String field, String module) {
        return field.startsWith("P06") && module.matches("0\\.(self_attn\\.q|mlp\\.down)_proj") ? 8 : 4;
    }

    private static double[] merged(float[] weight, float[] a, float[] b, int rank, int in) {
        double[] sum = new double[weight.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = weight[i];
            for (int k = 0; k < rank; k++) sum[i] += 2.0 * b[i / in * rank + k] * a[k * in + i % in];
        }
        return sum;
    }

    /** Sums of at most nine products of numbers below 1 and their rounding to float32. */
    private static void assertClose(String name, float[] found, double[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < found.length; i++) worst = Math.max(worst, Math.abs(found[i] - expected[i]));
        assertThat(worst).as(name).isLessThan(2e-6);
    }

    private LoraAdapter attach() {
        return PeftAdapter.attach(folder, model, engine.pool(), LlavaModel.adapterNames());
    }

    private Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Parameter each : model.parameters())
            values.put(each.name(), each.value().toArray());
        return values;
    }

    /** The field's settings with drawn values for the modules of all four blocks; by module and A, B or M. */
    private Map<String, float[]> write(String field, String prefix, List<String> modules, boolean dora)
            throws IOException {
        Files.copy(resource(field).resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
        SplittableRandom random = new SplittableRandom(5);
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Tensor> drawn = new ArrayList<>();
        for (int block = 0; block < 4; block++) {
            for (String module : modules) {
                Shape shape = model.languageModel().linears().stream()
                        .filter(layer -> layer.name().endsWith("layers.0." + module))
                        .findFirst()
                        .orElseThrow()
                        .weight()
                        .value()
                        .shape();
                int rank = rank(field, block + "." + module);
                Map<String, Shape> parts = new LinkedHashMap<>();
                parts.put("A", Shape.of(rank, shape.dim(1)));
                parts.put("B", Shape.of(shape.dim(0), rank));
                if (dora) parts.put("M", Shape.of(shape.dim(0)));
                String name = prefix + block + "." + module;
                parts.forEach((part, size) -> {
                    float[] each = new float[(int) size.size()];
                    for (int i = 0; i < each.length; i++) each[i] = (float) random.nextDouble(-0.3, 0.3);
                    values.put(name + part, each);
                    Tensor tensor = engine.pool().draw(size).set(each);
                    drawn.add(tensor);
                    String suffix = part.equals("M") ? ".lora_magnitude_vector" : ".lora_" + part + ".weight";
                    tensors.put(PeftAdapter.PREFIX + name + suffix, tensor);
                });
            }
        }
        Safetensors.write(folder.resolve("adapter_model.safetensors"), tensors);
        drawn.forEach(Tensor::close);
        return values;
    }

    private static Path resource(String field) {
        try {
            return Path.of(FieldAdapterTest.class
                    .getResource("/field/" + field + "/adapter")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
