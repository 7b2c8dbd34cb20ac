package io.github.fttp.diffusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.diffusion.unet.Framing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    Path folder;

    private List<Framing> framings(ConceptImages images) {
        ImageData data = ImageData.read(Concept.of("lamp"), images, List.of(), 2, false, warning -> {});
        return data.forget().stream().map(TrainingImage::framing).toList();
    }

    /** 40 x 20 becomes 32 x 16 at size 16, and 10 x 25 becomes 16 x 40; the middle is kept. */
    @Test
    void imagesKeepWhereTheyWereCroppedFrom() {
        Images.writePng(Image.filled(40, 20, 1, 2, 3), folder.resolve("a.png"));
        Images.writePng(Image.filled(10, 25, 1, 2, 3), folder.resolve("b.png"));
        ConceptImages images = ConceptImages.in(folder).size(16);
        assertThat(framings(images))
                .containsExactly(new Framing(20, 40, 0, 8, 16, 16), new Framing(25, 10, 12, 0, 16, 16));
        assertThat(framings(images.fit(Fit.PAD)))
                .containsExactly(new Framing(20, 40, 0, 0, 16, 16), new Framing(25, 10, 0, 0, 16, 16));
        assertThat(framings(images.flipped())).hasSize(4).contains(new Framing(20, 40, 0, 8, 16, 16));
    }

    private List<String> prompts(ConceptImages images, boolean needsMasks) {
        return ImageData.read(Concept.of("lamp"), images, List.of(), 2, needsMasks, warnings::add).forget().stream()
                .map(each -> each.name() + ": " + each.prompt())
                .toList();
    }

    private ConceptImages withMasks(String ending, String... stems) throws IOException {
        for (String stem : stems) {
            Images.writePng(Image.filled(16, 16, 1, 2, 3), folder.resolve(stem + ".png"));
            // The upper half is covered.
            byte[] mask = new byte[3 * 16 * 16];
            Arrays.fill(mask, 0, mask.length / 2, (byte) 255);
            Images.writePng(Image.of(16, 16, mask), folder.resolve(stem + ending));
        }
        return ConceptImages.in(folder).size(16);
    }

    private ConceptImages under(ConceptImages images, String... prompts) throws IOException {
        Path file = Files.writeString(folder.resolve("prompts.txt"), String.join("\n", prompts));
        return images.prompts(new PromptSource.FromFile(file));
    }

    @Test
    void promptsAreDealtOutInTheOrderOfImagesWhateverMasksAreCalled() throws IOException {
        ConceptImages images = under(withMasks("_mask.png", "cat", "cat2", "cat3"), "lamp 1", "lamp 2", "lamp 3");
        for (boolean needsMasks : List.of(true, false)) {
            assertThat(prompts(images, needsMasks))
                    .containsExactly("cat.png: lamp 1", "cat2.png: lamp 2", "cat3.png: lamp 3");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void annotationsOfOtherNamesDoNotChangeTheOrder() throws IOException {
        String[] jsons = {"z", "y"};
        for (int i = 0; i < 2; i++) {
            Images.writePng(Image.filled(16, 16, 1, 2, 3), folder.resolve(i + ".png"));
            Files.writeString(folder.resolve(jsons[i] + ".json"), """
                    {"imagePath": "%d.png", "imageData": null,
                     "shapes": [{"label": "lamp", "shape_type": "rectangle", "points": [[4, 4], [11, 9]]}]}""".formatted(i));
        }
        ConceptImages images = under(ConceptImages.in(folder).size(16), "lamp 0", "lamp 1");
        for (boolean needsMasks : List.of(true, false)) {
            assertThat(prompts(images, needsMasks)).containsExactly("0.png: lamp 0", "1.png: lamp 1");
        }
    }

    @Test
    void imagesWithoutTheLabelThatIsAskedForAreNotUsed() throws IOException {
        for (String label : List.of("lamp", "cup")) {
            Images.writePng(Image.filled(16, 16, 1, 2, 3), folder.resolve(label + ".png"));
            text(label + ".json", """
                    {"imagePath": "%1$s.png",
                     "shapes": [{"label": "%1$s", "shape_type": "rectangle", "points": [[4, 4], [11, 9]]}]}""".formatted(label));
        }
        ConceptImages images = ConceptImages.in(folder).size(16);
        MaskSettings lamp = MaskSettings.beside().label("lamp");
        for (String[] texts : new String[][] {{"1"}, {"other", "1"}}) {
            assertThat(prompts(under(images.masks(ConceptMasks.drawn(lamp)), texts), true))
                    .containsExactly("lamp.png: 1");
        }
        assertThat(warnings.get(0))
                .isEqualTo(folder + ": not used, since no shape of theirs has the label \"lamp\": cup.png");
        assertThat(prompts(images.masks(new ConceptMasks.Drawn(lamp, UniformMasks.ALLOWED)), true))
                .hasSize(2);
    }

    @Test
    void aPromptForEachImageServesWhereOneHasNoMask() throws IOException {
        ConceptImages images = withMasks(".mask.png", "a", "c");
        Images.writePng(Image.filled(16, 16, 1, 2, 3), folder.resolve("b.png"));
        assertThat(prompts(under(images, "lamp a", "lamp b", "lamp c"), true))
                .containsExactly("a.png: lamp a", "c.png: lamp c");
        assertThat(prompts(under(images, "lamp a", "lamp b", "lamp c"), false))
                .containsExactly("a.png: lamp a", "b.png: lamp b", "c.png: lamp c");
        // As many as there are masks: none is meant for the image that is left out.
        assertThat(prompts(under(images, "lamp a", "lamp c"), true)).containsExactly("a.png: lamp a", "c.png: lamp c");
        assertThatThrownBy(() -> prompts(under(images, "1", "2", "3", "4"), true))
                .hasMessageEndingWith(
                        "prompts.txt: has 4 prompts for 2 images that are used, of 3, expected one or as many");
    }

    private void text(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aCaptionBesideAnImageIsItsPrompt() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a", "b");
        text("a.txt", "\uFEFFlamp, red\nsecond line\n");
        text("b.caption", "lamp, blue");
        for (boolean needsMasks : List.of(true, false)) {
            assertThat(prompts(images, needsMasks)).containsExactly("a.png: lamp, red", "b.png: lamp, blue");
        }
        assertThat(warnings).isEmpty();
        ImageData data =
                ImageData.read(Concept.of("lamp"), images, List.of(RetainImages.in(folder)), 2, true, warnings::add);
        assertThat(data.retain()).extracting(TrainingImage::prompt).containsExactly("lamp, red", "lamp, blue");
        assertThat(warnings)
                .containsExactly(
                        "prompts of images to keep name \"lamp\", which is trained, not forgotten: a.png, b.png");
    }

    @Test
    void imagesWithoutACaptionTakeTheTemplateWhichIsSaid() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a", "b", "c");
        text("a.txt", "lamp, red");
        text("c.txt", "  \n");
        assertThat(prompts(images, true))
                .containsExactly("a.png: lamp, red", "b.png: an image of a lamp", "c.png: an image of a lamp");
        assertThat(warnings)
                .containsExactly("2 of 3 images have no caption beside them, their prompt is \"an image of a lamp\": "
                        + "b.png, c.png");
        // What is kept is no image of the concept.
        RetainImages kept = RetainImages.in(folder);
        assertThatThrownBy(() -> ImageData.read(Concept.of("lamp"), images, List.of(kept), 2, true, warnings::add))
                .hasMessageContaining("b.png: has no caption beside it, as others have");
    }

    /** As Hugging Face's imagefolder has them: a file for each of its splits. */
    @Test
    void aFileOfPromptsIsThatOfTheImagesInItsSubfolder() throws IOException {
        for (String part : List.of("test", "train", "val")) {
            Files.createDirectory(folder.resolve(part));
            Images.writePng(Image.filled(16, 16, 1, 2, 3), folder.resolve(part + "/a.png"));
        }
        text("train/metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": \"lamp, red\"}");
        text("test/metadata.csv", "file_name,text\na.png,\"lamp, blue\"\n");
        ConceptImages images = ConceptImages.in(folder).size(16);
        RetainImages kept = RetainImages.in(folder);
        assertThat(prompts(images, false))
                .containsExactly("a.png: lamp, blue", "a.png: lamp, red", "a.png: an image of a lamp");
        assertThat(warnings).hasSize(1).first().asString().startsWith("1 of 3 images have no caption beside them");
        assertThatThrownBy(() -> ImageData.read(Concept.of("lamp"), images, List.of(kept), 2, false, warnings::add))
                .hasMessageContaining("val/a.png: has no caption beside it, as others have");
        text("val/a.txt", "lamp, green");
        ImageData data = ImageData.read(Concept.of("lamp"), images, List.of(kept), 2, false, warning -> {});
        assertThat(data.retain())
                .extracting(TrainingImage::prompt)
                .containsExactly("lamp, blue", "lamp, red", "lamp, green");
    }

    /** One file for several folders, of which one alone is used. */
    @Test
    void aFileOfPromptsBesideTheFolderServesItWhereItNamesIt() throws IOException {
        Path train = Files.createDirectory(folder.resolve("train"));
        Images.writePng(Image.filled(16, 16, 1, 2, 3), train.resolve("a.png"));
        ConceptImages images = ConceptImages.in(train).size(16);
        text("metadata.csv", "file_name,text\nother/a.png,lamp\n");
        assertThat(prompts(images, false)).containsExactly("a.png: an image of a lamp");
        text("metadata.csv", "file_name,text\nother/a.png,lamp\ntrain/a.png,\"lamp, red\"\n");
        assertThat(prompts(images, false)).containsExactly("a.png: lamp, red");
        text("train/a.txt", "lamp, green");
        assertThat(prompts(images, false)).containsExactly("a.png: lamp, green");
        Files.delete(train.resolve("a.txt"));
        for (String other : List.of("what,text\ntrain,of something else\n", "file_name,label\ntrain/a.png,3\n")) {
            text("metadata.csv", other);
            assertThat(prompts(images, false)).containsExactly("a.png: an image of a lamp");
        }
        text("metadata.jsonl", "{\"file_name\": \"tr\\u0061in/a.png\", \"text\": \"lamp, blue\"}");
        assertThat(prompts(images, false)).containsExactly("a.png: lamp, blue");
        assertThat(PromptSource.beside(train))
                .contains(new PromptSource.FromFile(train.toAbsolutePath().resolveSibling("metadata.jsonl")));
    }

    @Test
    void promptsInParquetAreRefusedInsteadOfPassedOver() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a");
        Files.write(folder.resolve("metadata.parquet"), new byte[] {'P', 'A', 'R', '1', 21, (byte) 0xff, 0});
        assertThatThrownBy(() -> prompts(images, true))
                .hasMessageContaining("metadata.parquet: is Parquet, expected text")
                .hasMessageContaining("to_json");
    }

    @Test
    void promptsInUtf16AreRefusedByName() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a");
        Files.writeString(folder.resolve("metadata.csv"), "file_name,text\na.png,lamp\n", StandardCharsets.UTF_16);
        assertThatThrownBy(() -> prompts(images, true)).hasMessageContaining("metadata.csv: is UTF-16, expected UTF-8");
    }

    @Test
    void aFileBesideTheImagesComesBeforeCaptionsAndATemplateThatIsGivenBeforeBoth() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a");
        text("a.txt", "lamp, red");
        assertThat(prompts(under(images, "lamp, from the file"), true)).containsExactly("a.png: lamp, from the file");
        assertThat(warnings).isEmpty();
        assertThat(prompts(images, true)).containsExactly("a.png: lamp, from the file");
        ConceptImages same = images.prompts(PromptSource.authors());
        assertThat(prompts(same, true)).containsExactly("a.png: an image of a lamp");
        assertThat(warnings).isEmpty();
    }

    @Test
    void labelsOfYoloAreNoCaptions() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a", "b");
        text("a.txt", "0 0.5 0.5 0.25 .1\n1 0.2 0.2 0.1 1e-1\n");
        text("b.txt", "7 0.5 0.5 0.25 0.1");
        assertThat(prompts(images, true)).containsExactly("a.png: an image of a lamp", "b.png: an image of a lamp");
        assertThat(warnings).isEmpty();
        text("b.caption", "1 2 3 4 lamps");
        assertThat(prompts(images, true)).containsExactly("a.png: an image of a lamp", "b.png: 1 2 3 4 lamps");
    }

    @Test
    void aFolderOfImagesToKeepThatIsNotThereIsCalledSo() {
        assertThatThrownBy(() -> RetainImages.in(folder.resolve("mistyped")))
                .hasMessageContaining("mistyped: cannot be read: not found");
    }

    @Test
    void twoCaptionsOfAnImageThatDifferAreRefused() throws IOException {
        ConceptImages images = withMasks("_mask.png", "a");
        text("a.txt", "lamp, red");
        text("a.caption", "lamp, red");
        assertThat(prompts(images, true)).containsExactly("a.png: lamp, red");
        text("a.caption", "lamp, blue");
        assertThatThrownBy(() -> prompts(images, true))
                .hasMessageEndingWith("a.png: has two captions beside it that differ: [lamp, red, lamp, blue]");
    }

    @Test
    void masksAreNoImagesToTrainOn() throws IOException {
        ConceptImages images = withMasks("_mask.jpg", "a");
        assertThat(prompts(images, false)).containsExactly("a.png: an image of a lamp");
        assertThat(warnings)
                .containsExactly(
                        folder + ": taken for masks by their names, not for images: a_mask.jpg (of a.png)",
                        "not measured by its mask: " + folder.resolve("a_mask.jpg")
                                + ": is a mask in JPEG, expected PNG or labelme's .json");
        assertThatThrownBy(() -> prompts(images, true)).hasMessageContaining("a_mask.jpg: is a mask in JPEG");
        text("a.txt", "a hat");
        ImageData data =
                ImageData.read(Concept.of("lamp"), images, List.of(RetainImages.in(folder)), 2, false, warnings::add);
        assertThat(data.retain()).extracting(TrainingImage::name).containsExactly("a.png");
    }
}
