package io.github.fttp.core.nn;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.Fuzzed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class AdapterConfigFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("adapter_config.json");
    private static final Engine ENGINE = new OneDnnEngine();
    private static final Module MODEL = model();

    private static Module model() {
        Weights weights = Weights.random(ENGINE.pool(), 1);
        Linear q = Linear.of(weights, "model.language_model.layers.0.self_attn.q_proj", 6, 4);
        Linear up = Linear.of(weights, "model.language_model.layers.1.mlp.up_proj", 6, 10);
        Module model = new Module() {
            @Override
            public List<Linear> parts() {
                return List.of(q, up);
            }
        };
        Lora settings = Lora.rank(2).on(LoraTargets.named("q_proj", "up_proj"));
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model, ENGINE.pool(), 1)) {
            PeftAdapter.write(FILE.folder(), adapter, "base", UnaryOperator.identity());
            Files.copy(
                    FILE.folder().resolve("adapter_config.json"), FILE.folder().resolve("seed.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return model;
    }

    static Stream<byte[]> seeds() {
        String written =
                Json.checkpoint(FILE.folder().resolve("seed.json")).node().toString();
        String settings = "{\"peft_type\": \"LORA\", \"task_type\": \"CAUSAL_LM\", \"r\": 2, \"lora_alpha\": 4, %s}";
        Stream<String> more = Stream.of(
                "\"target_modules\": [\"q_proj\", \"up_proj\"]",
                "\"target_modules\": \"((((.*)*)*)*)*X\"",
                "\"target_modules\": \".*(?P<block_id>\\\\d)[^[]+[.&&](?# either )(?:q|up)_{,2}proj(?P=block_id)?\"",
                "\"target_modules\": \"^(?!.*vision)(?:.*(?:mlp|self_attn).*(?:up|q)_proj).*\"",
                "\"target_modules\": \"all-linear\", \"rank_pattern\": {\"q_proj\": 2, \".*\\\\.up_proj\": 2}, \"alpha_pattern\": {\"q\": 8}",
                "\"target_modules\": [\"q_proj\", \"up_proj\"], \"layers_to_transform\": [0, 1], \"layers_pattern\": \"layers\","
                        + " \"use_rslora\": true, \"use_dora\": false, \"modules_to_save\": null, \"fan_in_fan_out\": false,"
                        + " \"bias\": \"none\", \"init_lora_weights\": true, \"lora_dropout\": 0.1");
        return Stream.concat(Stream.of(written), more.map(settings::formatted))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, AdapterConfigFuzzTest::read);
    }

    private static void read(Path file) {
        PeftAdapter.attach(file.getParent(), MODEL, ENGINE.pool()).close();
    }
}
