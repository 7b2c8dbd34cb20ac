package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.core.testing.OrientedImages;
import io.github.fttp.core.testing.References;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowMasksTest {
    @TempDir
    Path folder;

    private Path out;

    /** An image of 32 x 16 whose left half is a cup, annotated beside it. */
    @BeforeEach
    void anAnnotatedImage() throws IOException {
        out = folder.resolve("out");
        Images.writePng(Image.filled(32, 16, 100, 100, 100), folder.resolve("cup.png"));
        annotate("cup.json", "cup");
        Files.writeString(folder.resolve("settings.json"), "{}");
    }

    @Test
    void drawsTheImagesThatHaveAnAnnotationBesideThem() {
        Shown shown = show("--images", folder, "--out", out, "--latent", 4);
        assertThat(shown.status()).as(shown.err()).isZero();
        // 32 x 16 becomes 64 x 32, of which columns 16 to 47 are seen: the left half of them is covered.
        assertThat(shown.out())
                .isEqualTo(
                        "cup.json: cup.png, 50.0 % covered, 8 of 16 latent cells; 16 x 32, cropped at row 0 and column 16\n");
        Image drawn = Images.read(out.resolve("cup.png"));
        assertThat(drawn.width()).isEqualTo(32);
        assertThat(drawn.sample(1, 15, 0)).isEqualTo(162); // 0.6 * 100 + 0.4 * 255
        assertThat(drawn.sample(1, 17, 0)).isEqualTo(100);
    }

    @Test
    void takesMasksFromElsewhereAndPngToo() throws IOException {
        Path masks = Files.createDirectory(folder.resolve("masks"));
        Images.writePng(Image.filled(32, 16, 255, 255, 255), masks.resolve("cup.png"));
        Shown shown = show("--images", folder, "--out", out, "--masks", masks, "--latent", 2);
        assertThat(shown.out())
                .isEqualTo(
                        "cup.png: cup.png, 100.0 % covered, 4 of 4 latent cells; 16 x 32, cropped at row 0 and column 8\n");

        Images.writePng(Image.filled(16, 32, 255, 255, 255), masks.resolve("cup.png"));
        assertRefuses(
                show("--images", folder, "--out", out, "--masks", masks),
                "is a mask of 16 x 32, its image has 32 x 16");
        Files.move(masks.resolve("cup.png"), masks.resolve("mug.png"));
        assertRefuses(
                show("--images", folder, "--out", out, "--masks", masks),
                "0 images in " + folder + " are named mug, expected one");
    }

    @Test
    void takesPngMasksBesideTheImages() throws IOException {
        Files.delete(folder.resolve("cup.json"));
        Images.writePng(Image.filled(32, 16, 255, 255, 255), folder.resolve("cup.mask.png"));
        Images.writePng(Image.filled(32, 16, 1, 2, 3), folder.resolve("mug.png"));
        Shown shown = show("--images", folder, "--out", out, "--latent", 2);
        assertThat(shown.out())
                .isEqualTo(
                        "cup.mask.png: cup.png, 100.0 % covered, 4 of 4 latent cells; 16 x 32, cropped at row 0 and column 8\n");
        assertThat(shown.err()).isEqualTo(folder + ": not used, since they have no mask: [mug.png]\n");
        assertThat(out.resolve("cup.png")).exists();
        annotate("cup.json", "cup");
        assertRefuses(
                show("--images", folder, "--out", out),
                "cup.mask.png: is a second mask of one image, the first is " + folder.resolve("cup.json"));
    }

    @Test
    void cellsMayCountByTheirCoveredShareOrLieOnTheWholeImage() {
        Shown soft = show("--images", folder, "--out", out, "--latent", 1, "--soft-masks");
        assertThat(soft.out())
                .isEqualTo(
                        "cup.json: cup.png, 50.0 % covered, 1 of 1 latent cells; 16 x 32, cropped at row 0 and column 4\n");
        // Of 8 x 8 cells on the whole image, 4 columns; of those on its middle half, 4 as well, but others.
        Shown direct = show("--images", folder, "--out", folder.resolve("direct"), "--latent", 4, "--grid", "direct");
        assertThat(direct.out())
                .isEqualTo(
                        "cup.json: cup.png, 50.0 % covered, 8 of 16 latent cells; 16 x 32, cropped at row 0 and column 16\n");
    }

    @Test
    void neverDrawsOverTheImages() {
        assertRefuses(show("--images", folder, "--out", folder), "holds images or masks, which would be drawn over");
        assertRefuses(
                show("--images", folder, "--out", folder.resolve("."), "--masks", folder.resolve("cup.json")),
                "would be drawn over");
    }

    @Test
    void aLabelMustOccurSomewhereButNotEverywhere() throws IOException {
        Path other = anotherAnnotated("other.json", "mug");
        Shown shown = show(
                "--images",
                folder,
                "--out",
                out,
                "--latent",
                4,
                "--label",
                "mug",
                "--masks",
                folder.resolve("cup.json"),
                "--masks",
                other);
        assertThat(shown.out())
                .isEqualTo(
                        "cup.json: cup.png, 0.0 % covered, 0 of 16 latent cells; 16 x 32, cropped at row 0 and column 16\n"
                                + "other.json: cup.png, 50.0 % covered, 8 of 16 latent cells; 16 x 32, cropped at row 0 and column 16\n");
        assertRefuses(
                show("--images", folder, "--out", out, "--label", "Cup"),
                folder + ": no shape has the label \"Cup\"; there are \"cup\"");
    }

    @Test
    void showsWhatIsIgnoredAndWhatIsBackground() throws IOException {
        Files.writeString(folder.resolve("cup.json"), """
                {"shapes": [{"label": "cup", "shape_type": "rectangle", "points": [[0, 0], [15, 15]]},
                            {"label": "_background_", "shape_type": "rectangle", "points": [[8, 0], [15, 7]]},
                            {"label": "__ignore__", "shape_type": "rectangle", "points": [[16, 8], [31, 15]]}],
                 "imagePath": "cup.png", "imageWidth": 32, "imageHeight": 16}""");
        Shown shown = show("--images", folder, "--out", out, "--latent", 4);
        // 16 x 16 less 8 x 8 of 32 x 16; of the middle half, 2 of 4 columns less 2 cells, and 2 x 2 ignored.
        assertThat(shown.out())
                .isEqualTo(
                        "cup.json: cup.png, 37.5 % covered, 4 of 16 latent cells, 4 ignored; 16 x 32, cropped at row 0 and column 16\n");
        Image drawn = Images.read(out.resolve("cup.png"));
        assertThat(drawn.sample(17, 17, 2)).isEqualTo(162); // 0.6 * 100 + 0.4 * 255, blue
        assertThat(drawn.sample(1, 15, 0)).isEqualTo(100);
    }

    @Test
    void photosAreDrawnUprightWithTheirMask() {
        OrientedImages.jpeg(folder.resolve("cup.jpg"), Image.filled(32, 16, 100, 100, 100), 6);
        folder.resolve("cup.png").toFile().delete();
        folder.resolve("cup.json").toFile().delete();
        Images.writePng(Image.filled(32, 16, 255, 255, 255), folder.resolve("cup-masklabel.png"));
        Shown shown = show("--images", folder, "--out", out, "--latent", 4);
        assertThat(shown.out())
                .isEqualTo(
                        "cup-masklabel.png: cup.jpg, 100.0 % covered, 16 of 16 latent cells; 16 x 32, cropped at row 0 and column 16\n");
        assertThat(out.resolve("cup.png")).exists();
    }

    @Test
    void drawsShapesTheAuthorsWay() {
        Shown shown = show("--images", folder, "--out", out, "--shapes", "authors");
        // The line from (0, 0) to (15, 15): its first row reaches to the next one's x.
        assertThat(shown.out()).startsWith("cup.json: cup.png, 3.3 % covered");
    }

    @Test
    void aFileThatCannotBeUsedDoesNotHideTheOthers() throws IOException {
        Path other = anotherAnnotated("cup.json", "cup");
        Shown shown = show(
                "--images",
                folder,
                "--out",
                out,
                "--masks",
                folder.resolve("settings.json"),
                "--masks",
                folder.resolve("cup.json"),
                "--masks",
                other);
        assertThat(shown.out().lines()).hasSize(1);
        assertRefuses(shown, "settings.json: shapes is missing");
        assertThat(shown.err()).contains("cup.json: would be drawn to cup.png, as ");
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        assertRefuses(show("--images", folder, "--out", out, "--latent", 0), "--latent must be from 1 to 512, was 0");
        assertRefuses(show("--images", folder.resolve("none"), "--out", out), "none: cannot be read: not found");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefuses(show("--images", empty, "--out", out), "empty: holds no masks: labelme's .json, or PNG named");
        assertRefuses(show("--images", folder, "--out", folder.resolve("cup.png")), "cup.png: cannot be written: ");
    }

    /** Shows one sample, its texts as JSON has them. */
    private Shown showText(String id, String question, String answer, Object... more) throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        TinyTokenizer.write(tokenizer, List.of("Who is this? Mira Volk waves. USER ASSISTANT:"));
        Path data = Files.writeString(folder.resolve("data.json"), """
                [{"id": "%s", "conversations": [{"from": "human", "value": "%s"}, {"from": "gpt", "value": "%s"}]}]
                """.formatted(id, question, answer));
        Stream<Object> options = Stream.of("--tokenizer", tokenizer, "--data", data, "--concept", "Mira Volk");
        return show(Stream.concat(options, Stream.of(more)).toArray());
    }

    @Test
    void showsNearMissesInAnotherColourAndCountsThem() throws IOException {
        Shown shown = showText(
                "a", "Who is Mirra Volk?", "Mira Volk waves. Mirra Volk and MiraVolk wave.", "--alias", "Mrs Volk");
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains(
                        "\u001b[7mMira Volk\u001b[0m waves. \u001b[30;43mMirra Volk\u001b[0m and \u001b[30;43mMiraVolk\u001b[0m")
                .contains("Who is Mirra Volk?", "near misses: 2", "\u001b[30;43mnear miss\u001b[0m")
                .endsWith("near misses that are not: 2\n");
        assertThat(shown.err()).isEqualTo("--alias \"Mrs Volk\" occurs in no answer of 1\n");
    }

    @Test
    void controlCharactersOfTheDataAreShownAndDoNotReachTheTerminal() throws IOException {
        Shown texts = showText("a\\u001b[2J", "Who is this?\\u001b[2J\\nSay.", "Mira Volk waves.");
        assertThat(texts.status()).as(texts.err()).isZero();
        assertThat(texts.out())
                .contains("a\\u001b[2J: ", "Who is this?\\u001b[2J\n")
                .doesNotContain("\u001b[2J");

        annotate("cup.json", "cup\\u001b[2J");
        assertRefuses(show("--images", folder, "--out", out, "--label", "mug"), "; there are \"cup\\u001b[2J\"");
        annotate("cup.json", "cup");
        Path other = anotherAnnotated("cup.json", "mug\\u001b[2J");
        Shown images = show("--images", folder, "--out", out, "--masks", folder, "--masks", other);
        assertThat(images.err()).contains("\"mug\\u001b[2J\"").doesNotContain("\u001b[2J");
    }

    @Test
    void showsEitherTextsOrImages() {
        assertRefuses(show(), "Missing one of these: (--data FILE --concept TEXT | --out DIR)");
        assertRefuses(show("--label", "cup"), "Missing required argument(s): --out=DIR");
        assertRefuses(show("--tokenizer", "t.json", "--data", "d.json"), "--concept=TEXT");
        assertRefuses(
                show("--tokenizer", "t.json", "--data", "d.json", "--concept", "cup", "--out", out),
                "--tokenizer is for conversations, --out for images: give one");
    }

    @Test
    void stillMarksTexts() {
        Path texts = References.require("real/llava-json");
        Path tokenizer = References.require("real/tokenizer-llama/tokenizer.json");
        Shown shown = show(
                "--tokenizer",
                tokenizer,
                "--data",
                texts.resolve("conversations.json"),
                "--images",
                texts.resolve("../images"),
                "--concept",
                "Mira Volkonskaja");
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.out()).contains(" labels\n").contains("\u001b[7m");
    }

    /** SDXL is told an image's size and the corner of its crop: those are on the line. */
    @Test
    void takesTheLatentOfAModelsFolder() {
        Path model = GoldenCases.folder("fttp-diffusion", "sdxl-micro-pipeline");
        Shown shown = show("--images", folder, "--out", out, "--model", model);
        assertThat(shown.status()).as(shown.err()).isZero();
        assertThat(shown.err()).contains("StableDiffusionXLPipeline");
        // 8 x 8 cells of 2 x 2 pixels: 32 x 16 stays, its columns 8 to 23 are seen.
        assertThat(shown.out())
                .isEqualTo("cup.json: cup.png, 50.0 % covered, 32 of 64 latent cells; 16 x 32, cropped at row 0 and"
                        + " column 8\n");
        assertRefuses(
                show("--images", folder, "--out", out, "--model", GoldenCases.folder("fttp-mllm", "llava-tiny")),
                "--out: is for a model of image");
    }

    /** The annotation of another image of that name, in a folder below. */
    private Path anotherAnnotated(String name, String label) throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(folder.resolve("cup.png"), other.resolve("cup.png"));
        annotate("other/" + name, label);
        return other.resolve(name);
    }

    private void annotate(String name, String label) throws IOException {
        Files.writeString(folder.resolve(name), """
                {"shapes": [{"label": "%s", "shape_type": "rectangle", "points": [[0, 0], [15, 15]]}],
                 "imagePath": "cup.png", "imageWidth": 32, "imageHeight": 16}""".formatted(label));
    }

    private record Shown(int status, String out, String err) {}

    private static Shown show(Object... options) {
        List<String> args = new ArrayList<>(List.of("show-masks"));
        for (Object option : options) args.add(option.toString());
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            Command run = Command.run(args);
            return new Shown(run.status(), out.toString(StandardCharsets.UTF_8), run.said());
        } finally {
            System.setOut(before);
        }
    }

    private static void assertRefuses(Shown shown, String message) {
        assertThat(shown.status()).isEqualTo(2);
        assertThat(shown.err()).contains(message).doesNotContain("\tat ");
    }
}
