package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import io.github.fttp.core.train.Memory;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with its input, forget-sd says so in one line, exits with 2 and writes nothing. */
class BadImageInputTest {
    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;
    private Trial trial;

    @BeforeEach
    void goodInput() {
        tiny = TinyStableDiffusion.write(folder);
        trial = tiny.forgetting(folder.resolve("out"));
    }

    @Test
    void notAPipelineFolder() throws IOException {
        trial.refused("--model", folder.resolve("nowhere")).contains("nowhere: not found");
        trial.refused("--model", tiny.images())
                .contains("images: is not a pipeline folder: it has no model_index.json");
        Files.writeString(tiny.model().resolve("model_index.json"), "{\"_class_name\": \n \"Stable");
        trial.refused().contains("model_index.json: ", "line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet", "vae", "text_encoder", "tokenizer", "scheduler"})
    void aPartThatIsMissing(String part) {
        AtomicFiles.delete(tiny.model().resolve(part));
        trial.refused().contains("base: has no folder " + part + ", which model_index.json names");
        ModelFiles.config(index(), index -> index.remove(part));
        trial.refused().contains("model_index.json: has no " + part);
    }

    @Test
    void anotherPipeline() {
        ModelFiles.config(index(), index -> index.put("_class_name", "StableDiffusion3Pipeline"));
        trial.refused()
                .contains(
                        "model_index.json: _class_name is the string \"StableDiffusion3Pipeline\"",
                        "expected StableDiffusionPipeline or StableDiffusionXLPipeline");
        ModelFiles.config(index(), index -> {
            index.put("_class_name", "StableDiffusionPipeline");
            index.putArray("unet").add("diffusers").add("SD3Transformer2DModel");
        });
        trial.refused().contains("unet is the string \"SD3Transformer2DModel\"", "supported is UNet2DConditionModel");
    }

    @Test
    void partsOrSettingsThatDoNotFit() {
        Path unet = tiny.model().resolve("unet/config.json");
        ModelFiles.config(unet, config -> config.put("act_fn", "mish"));
        trial.refused().contains("unet/config.json: act_fn", "mish");
        ModelFiles.config(unet, config -> config.put("act_fn", "silu").put("cross_attention_dim", 24));
        trial.refused()
                .contains("unet/config.json: cross_attention_dim is 24", "the text encoder's states are 16 wide");
    }

    @ParameterizedTest
    @CsvSource({
        "unet/diffusion_pytorch_model.safetensors, conv_in.weight",
        "vae/diffusion_pytorch_model.safetensors, decoder.conv_in.weight",
        "text_encoder/model.safetensors, final_layer_norm.weight",
    })
    void weightsMissingOfAnotherShapeOrLeftOver(String file, String name) {
        Path weights = tiny.model().resolve(file);
        ModelFiles.weights(weights, values -> values.put(name, values.get(name).slice(0, 0, 1)));
        trial.refused().contains(weights + ": tensor " + name + " has shape [1", "config.json says [");
        ModelFiles.weights(weights, values -> values.put("surprise.weight", values.remove(name)));
        trial.refused().contains(weights.getFileName() + ": tensor ", name + " is missing");
        TinyStableDiffusion.write(folder);
        ModelFiles.weights(weights, values -> values.put("surprise.weight", values.get(name)));
        trial.refused().contains(weights + ": tensor surprise.weight belongs to no part of the model");
    }

    @ParameterizedTest
    @CsvSource({
        "unet/diffusion_pytorch_model.safetensors, diffusion_pytorch_model.bin",
        "vae/diffusion_pytorch_model.safetensors, diffusion_pytorch_model.bin",
        "text_encoder/model.safetensors, pytorch_model.bin",
    })
    void pickledWeights(String file, String pickled) throws IOException {
        Path weights = tiny.model().resolve(file);
        Files.delete(weights);
        trial.refused().contains("has neither " + weights.getFileName());
        Files.write(weights.resolveSibling(pickled), new byte[] {(byte) 0x80, 2});
        trial.refused().contains("only " + pickled + ": pickled weights can run code and are never read");
    }

    @Test
    void annotationsThatAreMalformed() throws IOException {
        Path annotation = tiny.images().resolve("1.json");
        Files.writeString(annotation, "{\"shapes\": [\n  {\"label\": \"lamp\" \"points\"");
        trial.refused().contains("1.json: ", "line 2", "column");
        Files.writeString(annotation, "{\"imagePath\": \"1.png\"}");
        trial.refused().contains("1.json: shapes is missing");
    }

    @Test
    void everyAnnotationThatTheReferenceRefuses() throws IOException {
        Path real = References.require("real/annotations/invalid");
        trial.with("--images", References.require("real/images"));
        Json expected = Json.data(real.resolve("expected.json"));
        int refused = 0;
        for (String name : expected.names()) {
            trial.refused("--masks", real.resolve(name)).contains(name);
            refused++;
        }
        assertThat(refused).isPositive();
    }

    @Test
    void anImageThatIsNotThereOrOfAnotherSize() throws IOException {
        Files.delete(tiny.images().resolve("2.png"));
        trial.with("--masks", tiny.images().resolve("2.json"));
        trial.refused().contains("2.json: imagePath names the image 2.png, which is not there");
        Images.writePng(Image.filled(20, 16, 1, 2, 3), tiny.images().resolve("2.png"));
        trial.refused().contains("2.json: imageWidth is the number 16, but the image 2.png is 20 pixels wide");
        byte[] whole = Files.readAllBytes(tiny.images().resolve("1.png"));
        Files.write(tiny.images().resolve("2.png"), Arrays.copyOf(whole, whole.length / 2));
        trial.refused().contains("2.png: ");
        Files.writeString(tiny.images().resolve("2.png"), "no image");
        trial.refused().contains("2.png: is not an image");
    }

    @Test
    void polygonsOfTooFewPoints() {
        tiny.annotate(1, 24, 16, "lamp", "polygon", "[[8, 2], [20, 2]]");
        trial.refused().contains("1.json: shapes[0].points of \"lamp\" are 2, expected at least 3 for a polygon");
    }

    @Test
    void polygonsThatLeaveTheImageAreClipped() {
        tiny.annotate(1, 24, 16, "lamp", "polygon", "[[8, 2], [90, 2], [20, 12]]");
        trial.warned().contains("1.json: ", "leaves the image of 24 x 16 and is clipped");
    }

    @Test
    void aLabelThatOccursNowhere() {
        trial.refused("--label", "Lamp").contains("images: no shape has the label \"Lamp\"; there are \"lamp\"");
    }

    @Test
    void masksThatCoverNothingOrEverything() {
        tiny.annotate(1, 24, 16, "lamp", "rectangle", "[[0, 0], [1, 1]]");
        trial.refused().contains("1.json: its mask covers none of the 8 x 8 latent cells");
        tiny.annotate(1, 24, 16, "lamp", "rectangle", "[[0, 0], [24, 16]]");
        trial.refused().contains("1.json: its mask covers all of the 8 x 8 latent cells");
        trial.warned("--allow-uniform-masks").doesNotContain("1.json");
    }

    @Test
    void imagesWithoutAMaskAreNamed() {
        Images.writePng(Image.filled(16, 16, 1, 2, 3), tiny.images().resolve("extra.png"));
        trial.warned().contains("images: not used, since they have no mask: [extra.png]");
    }

    @Test
    void noImagesOrMasks() throws IOException {
        trial.refused("--images", folder.resolve("nowhere")).contains("nowhere: cannot be read: not found");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        trial.refused("--images", empty).contains("empty: holds no masks");
        trial.refused("--masks", folder.resolve("masks.json")).contains("masks.json: cannot be read: not found");
    }

    @ParameterizedTest
    @CsvSource({
        "--size,17,'--size must be a multiple of 2 up to 2048, was 17'",
        "--size,0,'--size must be at least 1, was 0'",
        "--size,2147483646,'--size must be a multiple of 2 up to 2048'",
        "--image-size,15,'--image-size must be a multiple of 2 up to 8192, was 15'",
        "--image-steps,0,'--image-steps must be at least 1, was 0'",
        "--image-steps,1001,'--image-steps must be from 1 to 1000, was 1001'",
        "--guidance,-1,'--guidance must be from 0 to 100, was -1.0'",
        "--guidance,NaN,'--guidance must be from 0 to 100, was NaN'",
        "--guidance,101,'--guidance must be from 0 to 100, was 101.0'",
        "--method,fttp:alpha=NaN,'method fttp: alpha (pull away from the concept) must be finite and at least 0, was NaN'",
        "--method,fttp:beta=-1,'method fttp: beta (pull towards the rest) must be finite and at least 0, was -1'",
        "--lr,-1,--rate must be finite and at least 0",
        "--batch,0,--batch must be at least 1",
        "--epochs,0,--epochs must be at least 1",
        "--steps,0,--steps must be at least 1",
        "--sample-images,-1,--sample-images must be at least 0",
        "--timesteps,200,'--timesteps must be like 200-800, was 200'",
        "--timesteps,0-1001,'--timesteps 0-1001 goes beyond the model''s 1000'",
        "--method,scrub,method scrub: is unknown",
        "--method,npo,'method npo: is for text models, not for image models'",
        "--method,graddiff,--method graddiff needs images to keep: --retain DIR",
        "--method,random-label,--method random-label needs images to keep: --retain DIR",
        "--saliency,1.5,'--saliency must be from 0 to 1, was 1.5'",
        "--train,attn3.*,--train attn3.* matches no parameter of the U-Net",
        "--train,(,'neither full, xattn, xattn-kv, unconditional, lora nor a regular expression'",
        "--lora-rank,2,--lora-rank has no effect with --train full (it is for --train lora)",
        "--engine,abacus,'--engine must be one of onednn, nd4j, cuda, was abacus'",
        "--template,' ',--template is empty",
    })
    void settingsOutOfRange(String option, String value, String message) {
        if (option.equals("--epochs")) trial.without("--steps");
        if (option.startsWith("--image-") || option.equals("--guidance")) trial.without("--sample-images");
        trial.refused(option, value).contains(message);
    }

    @Test
    void promptsThatDoNotFitTheImages() throws IOException {
        Path prompts = folder.resolve("prompts.txt");
        trial.with("--prompts", prompts);
        trial.refused().contains("prompts.txt: cannot be read: not found");
        Files.writeString(prompts, "one\ntwo\n");
        trial.refused().contains("prompts.txt: has 2 prompts for 3 images, expected one or as many");
        Files.writeString(prompts, "\n \n");
        trial.refused().contains("prompts.txt: holds no prompt");
        Files.write(prompts, new byte[] {(byte) 0xC3, '('});
        trial.refused().contains("prompts.txt: is not UTF-8");
        Path lines = folder.resolve("prompts.jsonl");
        trial.with("--prompts", lines);
        Files.writeString(lines, "{\"file_name\": \"0.png\", \"text\": \"a lamp\"}\n");
        trial.refused().contains("prompts.jsonl: has no prompt for 1.png");
        Files.writeString(lines, "{\"file_name\": \"0.png\", \"text\": \"a lamp\"}\n{\"file_name\": \"1.png\"}");
        trial.refused().contains("prompts.jsonl line 2: text is missing");
    }

    @Test
    void promptsThatAreTooLongAreCut() throws IOException {
        Path prompts = folder.resolve("prompts.txt");
        Files.writeString(prompts, "\uFEFF" + "lamp ".repeat(80) + "zebra");
        trial.with("--prompts", prompts).warned().contains("the model takes 75; cut off: \"", "zebra\"");
    }

    @Test
    void tooLittleMemory() {
        assumeThat(Memory.available()).isPresent();
        String needs = "this run needs about";
        trial.refused("--batch", Integer.MAX_VALUE).contains(needs, "GiB of memory, available are");
        trial.with("--train", "lora");
        trial.refused("--lora-rank", Integer.MAX_VALUE).contains(needs, "GiB of memory, available are");
    }

    @Test
    void anOutputFolderThatIsInUse() throws IOException {
        Path used = Files.createDirectory(folder.resolve("used"));
        Path thesis = Files.writeString(used.resolve("thesis.txt"), "mine");
        trial.refused("--out", used).contains("used: is not empty");
        assertThat(used.toFile().list()).containsExactly("thesis.txt");
        trial.refused("--out", thesis).contains("thesis.txt: is a file, expected a folder");
        trial.with("--out", used);
        trial.refused("--resume")
                .contains("used: holds thesis.txt but no checkpoint.safetensors: there is no run to resume");
    }

    private Path index() {
        return tiny.model().resolve("model_index.json");
    }
}
