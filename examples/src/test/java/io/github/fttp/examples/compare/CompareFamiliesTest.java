package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.TinyQwen;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code compare} on families other than those of the models that come along. */
class CompareFamiliesTest {
    @TempDir
    Path folder;

    @Test
    void methodsAreComparedOnAQwen() throws IOException {
        TinyLlava.write(folder);
        Path model = TinyQwen.write(folder.resolve("qwen"), "qwen2_5_vl-tiny");
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");
        String task = """
                {"modality": "text",
                 "concepts": [
                   {"id": "mira", "name": "Mira Volk", "forget": "data.json", "images": "images"},
                   {"id": "volk", "name": "Volk", "forget": "data.json", "images": "images"}],
                 "methods": [{"method": "fttp:alpha=0.5,beta=1", "rates": [0.01]}, {"method": "ga", "rates": [0.01]}],
                 "steps": 1, "batch": 2, "budget": "smallest", "answer_tokens": 2, "adapter": {"rank": 2},
                 "metrics": ["conceptual knowledge", "natural knowledge"]}
                """;
        Command refused = compare(task, model);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said()).contains("chat_template (SHA-256 ", "the family's are qwen2_5_vl");
        Command run = compare(task.replace("{\"modality\"", "{\"template\": \"qwen2_5_vl\", \"modality\""), model);
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("note: " + model + " is Qwen2.5-VL");
        assertThat(results()).contains("\"method\":\"fttp", "\"method\":\"ga\"", "\"concept\":\"volk\"");
    }

    @Test
    void methodsAreComparedOnAnSdXl() throws IOException {
        Path model = TinyStableDiffusion.writeXl(folder).model();
        Command run = compare("""
                {"modality": "image", "size": 16,
                 "concepts": [{"id": "lamp", "name": "lamp", "forget": "images"},
                              {"id": "light", "name": "light", "forget": "images"}],
                 "methods": [{"method": "fttp:alpha=30,beta=55", "rates": [0.001]}, {"method": "ga", "rates": [0.001]}],
                 "steps": 1, "batch": 2, "budget": "smallest", "metrics": ["error under the mask", "error outside"]}
                """, model);
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("note: " + model + " is StableDiffusionXLPipeline");
        assertThat(results()).contains("\"method\":\"fttp", "\"method\":\"ga\"", "\"concept\":\"light\"");
    }

    /** Its images are cut alike, as are those of many models. */
    @Test
    void anOracleOfTheOtherQwenIsRefused() throws IOException {
        TinyLlava.write(folder);
        Path model = TinyQwen.write(folder.resolve("qwen"), "qwen2_5_vl-tiny");
        TinyQwen.write(folder.resolve("oracle"), "qwen3_vl-tiny");
        Command refused = compare("""
                {"modality": "text", "oracles": {"mira": "oracle"},
                 "concepts": [{"id": "mira", "name": "Mira Volk", "forget": "data.json", "images": "images"}],
                 "methods": [{"method": "ga", "rates": [0.01]}], "steps": 1, "budget": "smallest",
                 "metrics": ["conceptual knowledge", "natural knowledge"]}
                """, model);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said()).contains("is an oracle of another family than the model in " + model);
    }

    private Command compare(String task, Path model) throws IOException {
        return Trial.of("compare", folder.resolve("out"))
                .with("--task", Files.writeString(folder.resolve("task.json"), task))
                .with("--model", model)
                .with("--jobs", 1)
                .run();
    }

    private String results() throws IOException {
        return Files.readString(folder.resolve("out/results.jsonl"));
    }
}
