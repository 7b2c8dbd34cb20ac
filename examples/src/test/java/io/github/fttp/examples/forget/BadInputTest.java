package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.References;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with its input, forget-llava says so in one line, exits with 2 and writes nothing. */
class BadInputTest {
    @TempDir
    Path folder;

    private TinyLlava tiny;
    private Trial trial;

    @BeforeEach
    void goodInput() {
        tiny = TinyLlava.write(folder);
        trial = Trial.of("forget-llava", folder.resolve("out"))
                .with("--model", tiny.model())
                .with("--data", tiny.data())
                .with("--images", tiny.images())
                .with("--concept", "Mira Volk")
                .with("--lora-rank", 2)
                .with("--steps", 2);
    }

    @Test
    void missingOrUnreadableFiles() throws IOException {
        refused("--model", folder.resolve("nowhere")).contains("nowhere: not found");
        refused("--data", folder.resolve("nowhere.json")).contains("nowhere.json: cannot be read: not found");
        refused("--data", folder).contains("is a folder, expected a JSON file");
        Files.delete(tiny.model().resolve("tokenizer.json"));
        refused().contains("tokenizer.json: not found");
    }

    @Test
    void saysWhatNamesTheImagesWhereOneWasNotFoundOnly() throws IOException {
        trial.without("--images");
        refused().contains("0.png\", not found in images; --images names their folder");
        for (String data : List.of(
                "[]", "[{", "[{\"id\": \"a\", \"conversations\": [{\"from\": \"human\", \"value\": \"Who?\"}]}]")) {
            Path file = Files.writeString(folder.resolve("other.json"), data);
            refused("--data", file).contains("other.json").doesNotContain("--images");
        }
    }

    @Test
    void notAModelFolder() throws IOException {
        refused("--model", tiny.images()).contains("images: is not a model folder: it has no config.json");
        Files.delete(tiny.weights());
        refused().contains("has neither model.safetensors nor model.safetensors.index.json");
        Files.write(tiny.model().resolve("pytorch_model.bin"), new byte[] {1});
        refused().contains("only pytorch_model.bin", "never read", "save_pretrained");
    }

    @Test
    void wrongArchitecture() {
        config(config -> config.put("model_type", "qwen2_vl"));
        refused()
                .contains(
                        "config.json: is of qwen2_vl, known are ",
                        "LLaVA 1.5 (LlavaForConditionalGeneration",
                        "Qwen2.5-VL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text_config", "vision_config"})
    void settingsThatChangeTheArithmetic(String part) {
        config(config -> ((ObjectNode) config.get(part)).put("hidden_act", "relu6"));
        refused().contains("config.json: " + part + ".hidden_act", "relu6");
    }

    @Test
    void missingExtraOrWronglyShapedWeights() {
        String name = "model.language_model.layers.1.mlp.up_proj.weight";
        weights(values -> values.remove(name));
        refused().contains("model.safetensors: tensor " + name + " is missing");
        TinyLlava.write(folder);
        weights(values -> values.put(name, values.get(name).slice(0, 0, 7)));
        refused().contains("tensor " + name + " has shape [7, 32]", "config.json says [48, 32]");
        TinyLlava.write(folder);
        weights(values -> values.put("model.surprise.weight", values.get(name)));
        refused().contains("tensor model.surprise.weight belongs to no part of the model");
    }

    @Test
    void tokenizerThatDoesNotFitTheVocabulary() {
        config(config -> ((ObjectNode) config.get("text_config")).put("vocab_size", 20));
        weights(values -> {
            for (String name : List.of("model.language_model.embed_tokens.weight", "lm_head.weight")) {
                values.put(name, values.get(name).slice(0, 0, 20));
            }
        });
        refused().contains("tokenizer.json: the vocabulary has", "config.json says 20");
        TinyLlava.write(folder);
        config(config -> config.put("image_token_index", 5));
        refused().contains("tokenizer.json: token <image> has id 3", "config.json says 5");
    }

    @Test
    void imageProcessorThatDoesNotFitTheVisionTower() throws IOException {
        Path processor = tiny.model().resolve("preprocessor_config.json");
        Files.writeString(processor, Files.readString(processor).replace("16", "32"));
        refused().contains("preprocessor_config.json: makes images of 32 x 32", "takes 16 x 16");
    }

    @Test
    void malformedJson() throws IOException {
        Files.writeString(tiny.data(), "[\n {\"id\": 1,\n  \"image\" \"0.png\"}]");
        refused().contains("data.json: ", "line 3", "column");
        Files.writeString(tiny.model().resolve("config.json"), "{\"model_type\": \"llava\"");
        refused().contains("config.json: ", "line 1");
    }

    @Test
    void everyMalformedConversationFile() throws IOException {
        Path real = References.require("real/llava-json/malformed");
        Json expected = Json.data(real.resolve("expected.json"));
        trial.with("--images", real.resolve("../../images").normalize());
        int refused = 0;
        for (String name : expected.names()) {
            if (!expected.field(name).field("outcome").text().equals("error")) continue;
            refused("--data", real.resolve(name)).contains(name);
            refused++;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void brokenImage() throws IOException {
        byte[] whole = Files.readAllBytes(tiny.images().resolve("1.png"));
        Files.write(tiny.images().resolve("1.png"), Arrays.copyOf(whole, whole.length / 2));
        refused().contains("1.png: ");
        Files.writeString(tiny.images().resolve("1.png"), "no image");
        refused().contains("data.json: [1].image", "1.png", "no PNG, JPEG, GIF, BMP or WebP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model/config.json", "/etc/hostname", "0.png/../../data.json"})
    void imageOutsideOfItsFolder(String image) throws IOException {
        String data = Files.readString(tiny.data()).replace("\"2.png\"", "\"" + image + "\"");
        Files.writeString(tiny.data(), data);
        refused().contains("data.json: [2].image is \"" + image + "\"", "expected an image inside of");
    }

    @Test
    void methodsThatAreForImages() {
        refused("--method", "esd-x").contains("method esd-x: is for image models, not for text models");
    }

    @Test
    void conceptThatOccursNowhere() throws IOException {
        refused("--concept", "Nobody").contains("concept \"Nobody\": occurs in no answer of 4 samples");
        Files.writeString(tiny.data(), Files.readString(tiny.data()).replace("It is Mira Volk", "It is somebody"));
        refused().contains("occurs in no answer of these samples: \"sample-2\";");
    }

    @ParameterizedTest
    @CsvSource({
        "--method,fttp:alpha=NaN,'method fttp: alpha (pull away from the concept) must be finite and at least 0, was NaN'",
        "--method,fttp:alpha=Infinity,'must be finite and at least 0, was Infinity'",
        "--method,fttp:alpha=-0.5,'must be finite and at least 0, was -0.5'",
        "--method,fttp:beta=-1,'method fttp: beta (pull towards the rest) must be finite and at least 0, was -1'",
        "--method,fttp:alpha=much,'must be finite and at least 0, was \"much\"'",
        "--method,ga:alpha=2,'method ga: has no setting alpha; it has none'",
        "--lora-rank,0,--lora-rank must be at least 1",
        "--lora-dropout,1,--lora-dropout must be at least 0 and below 1",
        "--rate,-1,--rate must be finite and at least 0",
        "--batch,0,--batch must be at least 1",
        "--epochs,0,--epochs must be at least 1",
        "--steps,0,--steps must be at least 1",
        "--method,scrub,method scrub: is unknown",
        "--engine,abacus,'--engine must be one of onednn, nd4j, cuda, was abacus'",
        "--method,graddiff,--method graddiff needs samples to keep: --retain FILE",
        "--method,npo,'--method npo needs samples to keep: --retain FILE, or its setting retain=0 to do without'",
    })
    void settingsOutOfRange(String option, String value, String message) {
        if (option.equals("--epochs")) trial.without("--steps");
        refused(option, value).contains(message);
    }

    @Test
    void aBaseModelWhereTheModelItselfTrains() {
        trial.without("--lora-rank").with("--train", "projector");
        refused("--method", "undial").contains("--method undial needs the model as it was", "--train lora");
    }

    @Test
    void alternativeAnswersThatLeaveAQuestionUnanswered() throws IOException {
        Path answers = Files.writeString(folder.resolve("answers.json"), "{\"nobody\": \"I do not know.\"}");
        trial.with("--method", "idk:retain=0");
        refused("--alternatives", answers.toString()).contains("answers.json: has no answer of sample \"");
    }

    @Test
    void theVisionTowerBesideAnAdapter() {
        trial.refused("--train-vision")
                .contains("--train-vision has no effect with --train LORA (it is for --train ALL)");
    }

    @Test
    void outputFolderThatIsInUse() throws IOException {
        Path out = folder.resolve("used");
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.txt"), "mine");
        trial.with("--out", out);
        refused().contains("used: is not empty");
        assertThat(out).isDirectoryContaining("glob:**thesis.txt");
        assertThat(out.toFile().list()).hasSize(1);
        refused("--out", out.resolve("thesis.txt")).contains("thesis.txt: is a file, expected a folder");
    }

    @Test
    void nothingToResume() throws IOException {
        Path used = Files.createDirectories(folder.resolve("used"));
        Files.writeString(used.resolve("thesis.txt"), "mine");
        trial.with("--out", used);
        trial.refused("--resume")
                .contains("used: holds thesis.txt but no checkpoint.safetensors: there is no run to resume");
    }

    @Test
    void tooLittleMemory() {
        refused("--lora-rank", "1000000000").contains("this run needs about", "GiB of memory, available are");
    }

    private AbstractStringAssert<?> refused(String option, Object value) {
        return trial.refused(option, value);
    }

    private AbstractStringAssert<?> refused() {
        return trial.refused();
    }

    private void config(Consumer<ObjectNode> change) {
        ModelFiles.config(tiny.model().resolve("config.json"), change);
    }

    private void weights(Consumer<Map<String, Tensor>> change) {
        ModelFiles.weights(tiny.weights(), change);
    }
}
