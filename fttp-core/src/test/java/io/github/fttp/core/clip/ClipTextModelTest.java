package io.github.fttp.core.clip;

import static io.github.fttp.core.testing.Bounds.within;
import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Nd4jEngine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what the golden cases of {@code verify} don't hold: gradients, hidden layers, damaged folders, ids that don't fit. */
class ClipTextModelTest {
    private static final ClipTextConfig TINY =
            new ClipTextConfig(11, 8, 12, 2, 2, 6, 1e-5, Activation.QUICK_GELU, 2, true, 5);
    private static final String TINY_JSON = """
            {"model_type": "clip_text_model", "architectures": ["CLIPTextModelWithProjection"], "vocab_size": 11,
             "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
             "max_position_embeddings": 6, "eos_token_id": 2, "projection_dim": 5}""";
    private static final int[][] IDS = {{9, 3, 3, 10, 10}, {9, 10, 1, 7, 0}};

    @TempDir
    Path folder;

    private static ClipTextModel tiny(Engine engine) {
        return ClipTextModel.of(TINY, new RandomWeights(engine.pool(), 5, 0.4, DType.FLOAT32));
    }

    private static Engine engine(String name) {
        return name.equals("onednn") ? new OneDnnEngine() : new Nd4jEngine();
    }

    /** A weighted sum of everything there is: states of the last layer but one, the last ones, the projected ones. */
    private static Var loss(Tape tape, ClipTextModel model) {
        Var last = model.forward(tape, IDS, HiddenLayer.last());
        return Elementwise.sum(
                tape,
                projected(tape, model.forward(tape, IDS, HiddenLayer.skip(1)), 1),
                projected(tape, last, 2),
                projected(tape, model.projected(tape, model.pooled(tape, last, IDS)), 3));
    }

    private static Var projected(Tape tape, Var x, long seed) {
        int size = (int) x.shape().size();
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) weights[i] = (float) random.nextGaussian();
        Tensor column = tape.drawKept(Shape.of(size, 1)).set(weights);
        return Products.matmul(tape, x.reshape(1, size), tape.constant(column)).reshape();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void gradientsMatchFiniteDifferencesInEveryParameter(String engineName) {
        try (Engine engine = engine(engineName)) {
            try (ClipTextModel model = tiny(engine)) {
                model.parameters().forEach(parameter -> parameter.trainable(true));
                try (Tape tape = Tape.recording(engine)) {
                    tape.backward(loss(tape, model));
                }
                for (Parameter parameter : model.parameters()) checkSlopes(engine, model, parameter);
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    /** Three elements of each parameter: first, middle, last. */
    private static void checkSlopes(Engine engine, ClipTextModel model, Parameter parameter) {
        float[] gradient = parameter.gradient().orElseThrow().toArray();
        double largest = 1;
        for (float each : gradient) largest = Math.max(largest, Math.abs(each));
        for (int i : new int[] {0, gradient.length / 2, gradient.length - 1}) {
            assertThat((double) gradient[i])
                    .as("gradient of " + parameter.name() + ", element " + i)
                    .isCloseTo(slope(engine, model, parameter, i), within(2e-3 * largest));
        }
    }

    /** A finite difference of fourth order: {@code (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h}. */
    private static double slope(Engine engine, ClipTextModel model, Parameter parameter, int i) {
        float step = 1f / 64;
        double near = moved(engine, model, parameter, i, step) - moved(engine, model, parameter, i, -step);
        double far = moved(engine, model, parameter, i, 2 * step) - moved(engine, model, parameter, i, -2 * step);
        return (8 * near - far) / (12 * step);
    }

    private static double moved(Engine engine, ClipTextModel model, Parameter parameter, int i, float by) {
        float[] element = new float[1];
        parameter.value().read(i, element, 0, 1);
        float before = element[0];
        element[0] = before + by;
        parameter.value().write(i, element, 0, 1);
        try (Tape tape = Tape.forward(engine)) {
            return loss(tape, model).value().scalar();
        } finally {
            element[0] = before;
            parameter.value().write(i, element, 0, 1);
        }
    }

    @Test
    void recomputedBlocksGiveTheSameGradients() {
        try (Engine engine = new OneDnnEngine();
                ClipTextModel model = tiny(engine)) {
            model.parameters().forEach(parameter -> parameter.trainable(true));
            Map<String, float[]> plain = new TreeMap<>();
            try (Tape tape = Tape.recording(engine)) {
                tape.backward(loss(tape, model));
            }
            for (Parameter parameter : model.parameters()) {
                plain.put(parameter.name(), parameter.gradient().orElseThrow().toArray());
                parameter.clearGradient();
            }
            try (Tape tape = Tape.checkpointing(engine)) {
                tape.backward(loss(tape, model));
            }
            for (Parameter parameter : model.parameters()) {
                assertThat(parameter.gradient().orElseThrow().toArray())
                        .as(parameter.name())
                        .containsExactly(plain.get(parameter.name()));
            }
        }
    }

    @Test
    void skippedLayersGoThroughTheLastNorm() {
        on(model -> tape -> {
            for (int skipped = 0; skipped <= 2; skipped++) {
                float[] state = model.hiddenStates(tape, IDS, Set.of(2 - skipped))
                        .get(0)
                        .value()
                        .toArray();
                HiddenLayer layer = HiddenLayer.skip(skipped);
                assertThat(model.forward(tape, IDS, layer.unnormalised())
                                .value()
                                .toArray())
                        .containsExactly(state);
                // Random weights leave the norm's weight at 1 and its bias at 0.
                assertClose(
                        "skipping " + skipped, model.forward(tape, IDS, layer).value(), standardised(state, 8), 1e-5);
            }
            assertThatThrownBy(() -> model.forward(tape, IDS, HiddenLayer.skip(3)))
                    .hasMessage("3 layers can't be skipped: the text encoder has 2");
            assertThatThrownBy(() -> HiddenLayer.skip(-1)).hasMessage("skipped must be at least 0, was -1");
        });
    }

    private static double[] standardised(float[] state, int width) {
        double[] result = new double[state.length];
        for (int row = 0; row < state.length; row += width) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < width; i++) mean += state[row + i] / (double) width;
            for (int i = 0; i < width; i++) variance += Math.pow(state[row + i] - mean, 2) / width;
            for (int i = 0; i < width; i++) result[row + i] = (state[row + i] - mean) / Math.sqrt(variance + 1e-5);
        }
        return result;
    }

    @Test
    void poolsTheFirstOfTheHighestIdsWhereTheEndTokenIsTheWrongOne() {
        assertThat(TINY.pooledPosition(9, 3, 10, 2, 10)).isEqualTo(2);
        assertThat(TINY.pooledPosition(9, 3, 8)).isZero();
    }

    @Test
    void poolsTheFirstEndTokenOtherwise() {
        ClipTextConfig config = new ClipTextConfig(11, 8, 12, 2, 2, 6, 1e-5, Activation.QUICK_GELU, 7, false, 5);
        assertThat(config.pooledPosition(9, 3, 7, 10, 7)).isEqualTo(2);
        assertThat(config.pooledPosition(9, 10, 3)).isZero(); // argmax of nothing but zeros
    }

    @Test
    void laterTokensDoNotReachEarlierPositions() {
        on(model -> tape -> {
            float[] one = model.forward(tape, new int[][] {{9, 3, 4}}, HiddenLayer.last())
                    .value()
                    .toArray();
            float[] other = model.forward(tape, new int[][] {{9, 3, 8}}, HiddenLayer.last())
                    .value()
                    .toArray();
            assertThat(other).startsWith(Arrays.copyOf(one, 16));
            assertThat(other).isNotEqualTo(one);
        });
    }

    @Test
    void refusesIdsThatDoNotFit() {
        on(model -> tape -> {
            assertThatThrownBy(() -> model.forward(tape, new int[][] {{3, 11}}, HiddenLayer.last()))
                    .hasMessage("id 11 is not in the vocabulary of 11");
            assertThatThrownBy(() -> model.forward(tape, new int[][] {{3, -1}}, HiddenLayer.last()))
                    .hasMessage("id -1 is not in the vocabulary of 11");
            assertThatThrownBy(() -> model.forward(tape, new int[1][7], HiddenLayer.last()))
                    .hasMessage("a text has 7 ids, expected 1 to 6");
            assertThatThrownBy(() -> model.forward(tape, new int[1][0], HiddenLayer.last()))
                    .hasMessage("a text has 0 ids, expected 1 to 6");
            assertThatThrownBy(() -> model.forward(tape, new int[0][], HiddenLayer.last()))
                    .hasMessage("a batch needs at least one text");
            assertThatThrownBy(() -> model.forward(tape, new int[][] {{1, 2}, {1}}, HiddenLayer.last()))
                    .hasMessage("the texts of a batch have 2 and 1 ids");
        });
    }

    private static void on(Function<ClipTextModel, Consumer<Tape>> test) {
        try (Engine engine = new OneDnnEngine()) {
            try (ClipTextModel model = tiny(engine);
                    Tape tape = Tape.forward(engine)) {
                test.apply(model).accept(tape);
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    @Test
    void readsNamesWithAndWithoutPrefixAndLeftoverPositions() throws IOException {
        try (Engine engine = new OneDnnEngine();
                ClipTextModel model = tiny(engine);
                Tensor leftover = engine.pool().zeros(Shape.of(1, 6));
                Tape tape = Tape.forward(engine)) {
            float[] expected = loss(tape, model).value().toArray();
            Map<String, Tensor> full = named(model);
            full.put("text_model.embeddings.position_ids", leftover);
            Map<String, Tensor> bare = new TreeMap<>();
            full.forEach((name, value) -> bare.put(name.replaceFirst("^text_model\\.", ""), value));
            for (Map<String, Tensor> weights : List.of(full, bare)) {
                try (ClipTextModel read = ClipTextModel.load(holding(weights), engine)) {
                    assertThat(loss(tape, read).value().toArray()).containsExactly(expected);
                }
            }
        }
    }

    @Test
    void namesWeightsThatAreMissingShapedOtherwiseOrNobodys() {
        try (Engine engine = new OneDnnEngine();
                ClipTextModel model = tiny(engine);
                Tensor odd = engine.pool().zeros(Shape.of(3, 2))) {
            refused(
                    engine,
                    weights(model, "text_model.final_layer_norm.bias", odd, false),
                    "tensor text_model.final_layer_norm.bias is missing, config.json asks for it");
            refused(
                    engine,
                    weights(model, "text_projection.weight", odd, false),
                    "tensor text_projection.weight is missing, config.json asks for it");
            refused(
                    engine,
                    weights(model, "text_model.embeddings.token_embedding.weight", odd, true),
                    "tensor text_model.embeddings.token_embedding.weight has shape [3, 2], config.json says [11, 8]");
            refused(
                    engine,
                    weights(model, "text_model.encoder.layers.2.mlp.fc1.bias", odd, true),
                    "tensor text_model.encoder.layers.2.mlp.fc1.bias belongs to no part of the model");
            long own = model.parameters().size() + 1L;
            assertThat(engine.pool().outstanding()).isEqualTo(own);
        }
    }

    private void refused(Engine engine, Map<String, Tensor> weights, String message) {
        assertThatThrownBy(() -> ClipTextModel.load(holding(weights), engine))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(folder.resolve("model.safetensors") + ": " + message);
    }

    private static Map<String, Tensor> weights(ClipTextModel model, String name, Tensor value, boolean put) {
        Map<String, Tensor> weights = named(model);
        if (put) weights.put(name, value);
        else weights.remove(name);
        return weights;
    }

    private static Map<String, Tensor> named(ClipTextModel model) {
        Map<String, Tensor> weights = new TreeMap<>();
        model.parameters().forEach(parameter -> weights.put(parameter.name(), parameter.value()));
        return weights;
    }

    private Path holding(Map<String, Tensor> weights) throws IOException {
        Files.writeString(folder.resolve("config.json"), TINY_JSON);
        Safetensors.write(folder.resolve("model.safetensors"), weights);
        return folder;
    }
}
