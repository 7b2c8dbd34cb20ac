package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeftAdapterTest {
    @TempDir
    Path folder;

    private OneDnnEngine engine;
    private Module model;

    @BeforeEach
    void makeModel() {
        engine = new OneDnnEngine();
        Weights weights = Weights.random(engine.pool(), 1);
        Linear q = Linear.of(weights, "model.language_model.layers.0.self_attn.q_proj", 6, 4);
        Linear up = Linear.of(weights, "model.language_model.layers.0.mlp.up_proj", 6, 10);
        model = new Module() {
            @Override
            public List<Linear> parts() {
                return List.of(q, up);
            }
        };
    }

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    @Test
    void mergesIntoNoWeightThatIsAnothersToo() {
        Parameter shared = model.linears().get(0).weight();
        float[] before = shared.value().toArray();
        Linear tied = Linear.tied("lm_head", shared);
        Lora everywhere = Lora.rank(2).on(LoraTargets.named("lm_head"));
        try (LoraAdapter adapter = LoraAdapter.attach(everywhere, only(tied), engine.pool(), 1)) {
            assertThatThrownBy(() -> adapter.merge(engine))
                    .hasMessageContaining("lm_head")
                    .hasMessageContaining("tied");
            assertThat(tied.isAdapted()).isTrue();
        }
        assertThat(shared.value().toArray()).containsExactly(before);
    }

    /** A bfloat16 between 1 and 2 has steps of 1/128, which a change by 1/1024 does not reach. */
    @Test
    void saysWhatMergingRoundsAway() {
        Linear q = model.linears().get(0);
        q.weight().replace(engine.pool().draw(q.weight().value().shape(), DType.BFLOAT16));
        q.weight().value().fill(1);
        Lora settings = Lora.rank(1).alpha(1).on(LoraTargets.named("q_proj"));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 1)) {
            adapter.layers().get(0).a().value().fill(1);
            adapter.layers().get(0).b().value().fill(1f / 1024);
            assertThat(logged(() -> adapter.merge(engine)))
                    .contains("merging an adapter: 24 of the 24 numbers that the adapter changes (100.0 %)");
        }
        assertThat(q.weight().value().toArray()).containsOnly(1);
    }

    /** The warnings that are logged meanwhile. */
    private static String logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return logged.toString(StandardCharsets.UTF_8);
    }

    private static Module only(Linear layer) {
        return new Module() {
            @Override
            public List<Linear> parts() {
                return List.of(layer);
            }
        };
    }

    @Test
    void readsWhatItWrote() {
        Lora settings = Lora.rank(3).alpha(5).dropout(0.1).stabilized();
        float[] a;
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 7)) {
            a = adapter.parameters().get(0).value().toArray();
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        assertThat(Safetensors.open(folder.resolve("adapter_model.safetensors")).names())
                .contains("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight")
                .hasSize(4);
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.parameters().get(0).value().toArray()).containsExactly(a);
            assertThat(read.layers().get(0).scale()).isEqualTo((float) (5 / Math.sqrt(3)));
            assertThat(read.settings().dropout()).isEqualTo(0.1);
        }
    }

    @Test
    void refusesItsOwnAdapterWithAFlippedBit() throws IOException {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(2), model, engine.pool(), 7)) {
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        Path file = folder.resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 5] ^= 16; // the exponent of a weight, say
        Files.write(file, bytes);
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("sha256")
                .hasMessageContaining("damaged");
    }

    @Test
    void keepsEachLayersRankAndAlpha() {
        Lora settings = Lora.rank(3)
                .alpha(6)
                .rankPattern(Map.of("mlp.up_proj", 2))
                .alphaPattern(Map.of("q_proj", 12.0, "up_proj", 8.0));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 7)) {
            assertThat(adapter.parameters().get(2).value().shape()).isEqualTo(Shape.of(2, 6));
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.layers()).extracting(LowRank::rank).containsExactly(3, 2);
            assertThat(read.layers()).extracting(LowRank::scale).containsExactly(4f, 4f); // 12 / 3, 8 / 2
        }
    }

    @Test
    void refusesAPatternThatIsNoExpression() throws IOException {
        writeConfig("\"target_modules\" : [ \"q_proj\" ], \"rank_pattern\" : { \"q_proj(\" : 4 }");
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("rank_pattern")
                .hasMessageContaining("q_proj(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers", "(?P<the_block>lay)ers", "(?P<block>layers)", "(?# all )layers"})
    void findsBlocksBehindAPatternOfPythons(String pattern) throws IOException {
        writeWithOption("\"target_modules\" : [\"q_proj\", \"up_proj\"], \"layers_to_transform\" : [0],"
                + " \"layers_pattern\" : \"" + pattern + "\"");
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.layers()).hasSize(2);
        }
    }

    @Test
    void saysThatAConditionIsNotSupported() throws IOException {
        writeConfig("\"target_modules\" : \".*(mlp\\\\.)?(?(1)up_proj|q_proj)\"");
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("target_modules")
                .hasMessageContaining("a condition, (?(...)...), which is not supported here")
                .hasMessageNotContaining("no regular expression");
    }

    @Test
    void readsNamesOfOlderVersions() {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(2), model, engine.pool(), 7)) {
            PeftAdapter.write(
                    folder, adapter, "base", name -> name.replace("model.language_model.", "language_model.model."));
        }
        List<ModuleNames> names = List.of(
                ModuleNames.same(),
                name -> Optional.of(name.replace("model.language_model.", "language_model.model.")));
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool(), names)) {
            assertThat(read.layers()).hasSize(2);
        }
    }

    /** As Qwen2.5-VL's: its image encoder has projections of the same names, and the decoder none of its own in front. */
    @Test
    void targetsNamesOfOlderVersionsThatDoNotNameTheDecoder() {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(2), model, engine.pool(), 7)) {
            PeftAdapter.write(folder, adapter, "base", name -> name.replace("model.language_model.", "model."));
        }
        assertThat(Json.checkpoint(folder.resolve("adapter_config.json"))
                        .field("target_modules")
                        .items())
                .extracting(Json::text)
                .containsExactly("model.layers.0.self_attn.q_proj", "model.layers.0.mlp.up_proj");
    }

    @Test
    void saysWhereAnAdapterLies() throws IOException {
        for (String checkpoint : List.of("checkpoint-100", "checkpoint-200", "runs")) {
            Files.createDirectory(folder.resolve(checkpoint));
        }
        assertThatThrownBy(() -> PeftAdapter.require(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(folder + ": has no adapter_config.json, which says what an adapter is");
        Path first = Files.createFile(folder.resolve("checkpoint-100/adapter_config.json"));
        Files.createFile(folder.resolve("checkpoint-200/adapter_config.json"));
        assertThatThrownBy(() -> PeftAdapter.require(folder))
                .hasMessageEndingWith("; give a folder of it, " + folder.resolve("checkpoint-100") + " or "
                        + folder.resolve("checkpoint-200"));
        assertThatThrownBy(() -> PeftAdapter.require(first))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(first + ": is a file, expected an adapter's folder");
        assertThatThrownBy(() -> PeftAdapter.require(folder.resolve("never")))
                .hasMessage(folder.resolve("never") + ": is not there, expected an adapter's folder");
    }

    @Test
    void readsARankThatIsAbsentAsPeftsDefault() throws IOException {
        Lora settings = Lora.rank(8).on(LoraTargets.named("q_proj"));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 7)) {
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        Files.writeString(
                folder.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"target_modules\": [\"q_proj\"]}");
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.layers().get(0).rank()).isEqualTo(8);
            assertThat(read.layers().get(0).alpha()).isEqualTo(8);
        }
    }

    @Test
    void refusesAnAdapterOfAnotherRankThanItsSettings() throws IOException {
        writeWith("\"r\" : 2", "\"r\" : 3");
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("q_proj.lora_A.weight has shape [2, 6]")
                .hasMessageContaining("[3, 6]");
    }

    @Test
    void refusesTensorsThatNoTargetAsksFor() throws IOException {
        writeWith("|up_proj|", "|");
        writeConfig("\"target_modules\" : [ \"q_proj\" ]");
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("up_proj");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_qalora\" : true",
                "\"use_bdlora\" : {\"nblocks\": 2}",
                "\"lora_bias\" : true",
                "\"layer_replication\" : [[0, 1]]",
                "\"target_parameters\" : [\"up_proj.weight\"]",
                "\"trainable_token_indices\" : [1]",
                "\"kasa_config\" : {\"beta\": 0.1}",
                "\"init_lora_weights\" : \"pissa_niter_4\"",
                "\"init_lora_weights\" : \"corda\"",
                "\"an_option_of_tomorrow\" : 2",
                "\"bias\" : \"some\"",
                "\"peft_type\" : \"LOHA\""
            })
    void refusesByNameWhatChangesTheArithmetic(String option) throws IOException {
        String name = option.substring(1, option.indexOf('"', 1));
        writeWithOption(option);
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("adapter_config.json: " + name + " is ")
                .hasMessageNotContaining("Named[");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use_qalora",
                "use_bdlora",
                "lora_bias",
                "layer_replication",
                "layers_to_transform",
                "layers_pattern",
                "exclude_modules",
                "kasa_config",
                "eva_config",
                "an_option_of_tomorrow"
            })
    void ignoresOptionsThatAreOff(String name) throws IOException {
        for (String off : List.of("null", "[]", "false", "\"\"")) {
            if (off.equals("false") && !name.matches("use_.*|lora_bias|an_.*")) continue;
            writeWithOption("\"" + name + "\" : " + off);
            try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
                assertThat(read.layers()).hasSize(2);
            }
        }
    }

    private void writeWithOption(String option) throws IOException {
        writeWith("\"r\" : 2", "\"r\" : 2");
        set(option);
    }

    private void set(String option) throws IOException {
        Path config = folder.resolve("adapter_config.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode settings = (ObjectNode) mapper.readTree(Files.readString(config));
        settings.setAll((ObjectNode) mapper.readTree("{" + option + "}"));
        Files.writeString(config, settings.toPrettyString());
    }

    /** Writes an adapter of rank 2 on both layers, and then changes its settings: each text, where it is, to the next. */
    private void writeWith(String... changes) throws IOException {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(2), model, engine.pool(), 7)) {
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        Path config = folder.resolve("adapter_config.json");
        String text = Files.readString(config);
        assertThat(text).contains(changes[changes.length - 2]);
        for (int i = 0; i < changes.length; i += 2) text = text.replace(changes[i], changes[i + 1]);
        Files.writeString(config, text);
    }

    private void writeConfig(String more) throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\" : \"LORA\", \"r\" : 2, \"lora_alpha\" : 4, " + more + "}");
    }

    @Test
    void keepsModulesThatTrainedWholeBesideTheAdapter() throws IOException {
        Parameter up = model.linears().get(1).weight();
        float[] base = up.value().toArray();
        float[] trained = base.clone();
        trained[3] += 0.5f;
        Lora settings = Lora.rank(2).on(LoraTargets.named("q_proj"));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 7)) {
            adapter.train(List.of(up), engine.pool());
            up.value().set(trained);
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        assertThat(up.isTrainable()).isFalse();
        assertThat(up.value().toArray()).containsExactly(base);
        assertThat(folder.resolve("adapter_config.json")).content().contains("modules_to_save", "mlp.up_proj");
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.layers()).hasSize(1);
            assertThat(up.value().toArray()).containsExactly(trained);
        }
    }

    /** PEFT compares ends of names, without a dot in front: {@code layernorm} means {@code input_layernorm} as well. */
    @Test
    void findsModulesThatTrainedWholeByTheEndsOfTheirNames() throws IOException {
        writeOnQWith("\"modules_to_save\" : [\"p_proj\"]");
        addToFile(
                Shape.of(10, 6),
                Map.of(PeftAdapter.PREFIX + "model.language_model.layers.0.mlp.up_proj.weight", new float[60]));
        try (LoraAdapter read = PeftAdapter.attach(folder, model, engine.pool())) {
            assertThat(read.layers()).hasSize(1);
            assertThat(model.linears().get(1).weight().value().toArray()).containsOnly(0);
        }
    }

    @Test
    void refusesAModuleThatTrainedWholeAndIsNotInTheFile() throws IOException {
        writeOnQWith("\"modules_to_save\" : [\"up_proj\"]");
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("modules_to_save[0]")
                .hasMessageContaining("up_proj");
    }

    /** PEFT trains, saves and loads without a word what has a name among {@code modules_to_save} that no module has. */
    @Test
    void warnsOfAModuleThatTrainedWholeAndIsNotInTheModel() throws IOException {
        writeOnQWith("\"modules_to_save\" : [\"wte\"]");
        String warned =
                logged(() -> PeftAdapter.attach(folder, model, engine.pool()).close());
        assertThat(warned).contains("adapter_config.json: modules_to_save[0] is ", "wte", "the model has no weights");
    }

    private void writeOnQWith(String option) throws IOException {
        Lora settings = Lora.rank(2).on(LoraTargets.named("q_proj"));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, engine.pool(), 7)) {
            PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
        }
        set(option);
    }

    /** PEFT replaces the one module whose weight the file has: both only where it has both. */
    @Test
    void replacesATiedTableForBothOfItsModulesOrForNone() {
        float[] base = {1, 2, 3, 4, 5, 6};
        float[] other = {1, 2, 3, 4, 5, 7};
        String table = "model.embed_tokens.weight";
        String head = "lm_head.weight";
        assertThat(tableWith(Map.of(table, other, head, other))).containsExactly(other);
        assertThat(tableWith(Map.of("lm_head.base_layer.weight", base))).containsExactly(base);
        assertThat(tableWith(Map.of(table, base))).containsExactly(base);
        for (Map<String, float[]> saved : List.of(
                Map.of(table, other),
                Map.of(head, other),
                Map.of(table, base, head, other),
                Map.of(table, other, head, base))) {
            assertThatThrownBy(() -> tableWith(saved))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining(saved.containsKey(head) ? head : table)
                    .hasMessageContaining("tied");
        }
    }

    /** A model's tied table while an adapter is attached whose file has these weights as well. */
    private float[] tableWith(Map<String, float[]> saved) {
        try (Parameter table =
                new Parameter("model.embed_tokens.weight", engine.pool().draw(Shape.of(2, 3)))) {
            table.value().set(new float[] {1, 2, 3, 4, 5, 6});
            Linear head = Linear.tied("lm_head", table);
            Linear q = model.linears().get(0);
            Module tied = new Module() {
                @Override
                public List<Linear> parts() {
                    return List.of(q, head);
                }

                @Override
                public List<Parameter> own() {
                    return List.of(table);
                }
            };
            try (LoraAdapter adapter =
                    LoraAdapter.attach(Lora.rank(2).on(LoraTargets.named("q_proj")), tied, engine.pool(), 7)) {
                PeftAdapter.write(folder, adapter, "base", UnaryOperator.identity());
            }
            Map<String, float[]> prefixed = new TreeMap<>();
            saved.forEach((name, values) -> prefixed.put(PeftAdapter.PREFIX + name, values));
            addToFile(Shape.of(2, 3), prefixed);
            try (LoraAdapter read = PeftAdapter.attach(folder, tied, engine.pool())) {
                assertThat(read.layers()).hasSize(1);
                return table.value().toArray();
            }
        }
    }

    private void addToFile(Shape shape, Map<String, float[]> more) {
        Path file = folder.resolve("adapter_model.safetensors");
        Map<String, Tensor> tensors = new TreeMap<>();
        Safetensors stored = Safetensors.open(file);
        for (String name : stored.names()) tensors.put(name, stored.tensor(name, engine.pool()));
        more.forEach(
                (name, values) -> tensors.put(name, engine.pool().draw(shape).set(values)));
        Safetensors.write(file, tensors);
        tensors.values().forEach(Tensor::close);
    }

    @Test
    void givesBackWhatItReadOfAnAdapterThatDoesNotFit() throws IOException {
        writeWith("\"r\" : 2", "\"r\" : 2");
        Path file = folder.resolve("adapter_model.safetensors");
        Map<String, Tensor> tensors = new TreeMap<>();
        Safetensors stored = Safetensors.open(file);
        for (String name : stored.names()) tensors.put(name, stored.tensor(name, engine.pool()));
        tensors.remove("base_model.model.model.language_model.layers.0.mlp.up_proj.lora_B.weight")
                .close();
        Safetensors.write(file, tensors);
        tensors.values().forEach(Tensor::close);
        long before = engine.pool().outstanding();
        assertThatThrownBy(() -> PeftAdapter.attach(folder, model, engine.pool()))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("up_proj.lora_B.weight is missing");
        assertThat(engine.pool().outstanding()).isEqualTo(before);
    }
}
