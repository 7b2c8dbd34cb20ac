package io.github.fttp.core.image;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageProcessorTest {
    /** The settings of llava-hf/llava-1.5-7b-hf, as its folder has them. */
    private static final String LLAVA_HF = """
            {"crop_size": {"height": 336, "width": 336}, "do_center_crop": true, "do_convert_rgb": true,
             "do_normalize": true, "do_rescale": true, "do_resize": true,
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_processor_type": "CLIPImageProcessor",
             "image_std": [0.26862954, 0.26130258, 0.27577711], "processor_class": "LlavaProcessor",
             "resample": 3, "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 336}}
            """;

    private static ImageProcessor parse(String json) {
        return ImageProcessor.of(
                Json.checkpoint(Path.of("preprocessor_config.json"), json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEmptyConfigurationIsClip224() {
        assertThat(parse("{}")).isEqualTo(ImageProcessor.clip(224));
    }

    @Test
    void readsTheConfigurationOfLlavaHf() {
        assertThat(parse(LLAVA_HF)).isEqualTo(ImageProcessor.clip(336));
    }

    @Test
    void imageClassifiersResizeToASquare() {
        ImageProcessor vit = parse("""
                {"image_processor_type": "ViTImageProcessor", "size": {"height": 384, "width": 384}}""");

        assertThat(vit.size()).isEqualTo(new TargetSize.Exactly(384, 384));
        assertThat(vit.crop()).isEqualTo(new Crop.None());
        assertThat(vit.resampling()).isEqualTo(Resampling.BILINEAR);
        assertThat(vit.mean()).isEqualTo(Rgb.all(0.5));
        assertThat(parse("""
                {"feature_extractor_type": "ViTFeatureExtractor", "size": 224}""").size()).isEqualTo(new TargetSize.Exactly(224, 224));
    }

    @Test
    void siglipsResizeToASquareLikewise() {
        ImageProcessor siglip = parse("{\"image_processor_type\": \"SiglipImageProcessor\"}");
        assertThat(siglip.size()).isEqualTo(new TargetSize.Exactly(224, 224));
        assertThat(siglip.crop()).isEqualTo(new Crop.None());
        assertThat(siglip.resampling()).isEqualTo(Resampling.BICUBIC);
        assertThat(siglip.mean()).isEqualTo(Rgb.all(0.5));
        assertThat(siglip.deviation()).isEqualTo(Rgb.all(0.5));
        assertThat(parse("{\"image_processor_type\": \"SiglipImageProcessor\", \"size\": 64}")
                        .size())
                .isEqualTo(new TargetSize.ShortestEdge(64));
    }

    @Test
    void readsNumbersForSizesAsOlderFoldersHaveThem() {
        assertThat(parse("""
                {"feature_extractor_type": "CLIPFeatureExtractor", "size": 336, "crop_size": 336}
                """)).isEqualTo(ImageProcessor.clip(336));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"image_aspect_ratio": "pad", "size": 336, "crop_size": 336}""",
                """
                {"image_processor_type": "LlavaImageProcessor", "do_pad": true, "size": 336, "crop_size": 336}""",
            })
    void padsWhereLlavaSaysSo(String json) {
        assertThat(parse(json)).isEqualTo(ImageProcessor.llava(336));
    }

    @Test
    void switchesStepsOff() {
        ImageProcessor processor = parse("""
                {"do_resize": false, "do_center_crop": false, "do_rescale": false, "do_normalize": false}
                """);

        assertThat(processor.process(Image.filled(2, 1, 7, 8, 9))).containsExactly(7, 7, 8, 8, 9, 9);
    }

    @Test
    void oneNumberIsASquareWhereTheSettingsOrTheClassSaySo() {
        assertThat(parse("{\"size\": 64, \"default_to_square\": true}").size())
                .isEqualTo(new TargetSize.Exactly(64, 64));
        assertThat(parse("{\"size\": 64}").size()).isEqualTo(new TargetSize.ShortestEdge(64));
        assertThat(parse("""
                {"image_processor_type": "ViTImageProcessor", "size": 64, "default_to_square": false}""").size()).isEqualTo(new TargetSize.ShortestEdge(64));
    }

    @Test
    void resizesToExactlyThatHeightAndWidth() {
        ImageProcessor processor = parse("""
                {"size": {"height": 3, "width": 5}, "do_center_crop": false, "resample": 0}
                """);

        Image fitted = processor.fit(Image.filled(20, 20, 1, 1, 1));
        assertThat(fitted.height()).isEqualTo(3);
        assertThat(fitted.width()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"do_thumbnail": true}                 | do_thumbnail is true, a setting that is not supported
            {"size": {"longest_edge": 3}}          | size.longest_edge is not known
            {"size": 0}                            | size is the number 0, expected a whole number from 1
            {"resample": 6}                        | resample is the number 6, expected a whole number from 0 to 5
            {"image_std": [1, 0, 1]}               | image_std holds 0
            {"image_mean": [1, 2]}                 | image_mean has 2 values, expected 3
            {"image_processor_type": "ViT"}        | image_processor_type is the string "ViT", expected CLIPImageProcessor
            {"image_aspect_ratio": "anyres"}       | image_aspect_ratio is the string "anyres", expected pad or square
            {"do_pad": true}                       | do_pad is true, which is supported of LlavaImageProcessor only
            {"do_resize": "yes"}                   | do_resize is the string "yes", expected true or false
            """)
    void refusesByNameWhatItDoesNotUnderstand(String json, String fault) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageStartingWith("preprocessor_config.json: " + fault);
    }

    @Test
    void ignoresSettingsThatAreOffOrOnlyAboutPython() {
        assertThat(parse("""
                {"do_thumbnail": false, "size_divisor": null, "_valid_processor_keys": ["images"], "device": "cpu"}
                """)).isEqualTo(ImageProcessor.clip(224));
    }

    @Test
    void withoutAClassTheModelSaysWhichItIs(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"size\": 224}");
        Path config = folder.resolve("config.json");
        Files.writeString(config, "{\"model_type\": \"vit\", \"architectures\": [\"ViTForImageClassification\"]}");
        assertThat(ImageProcessor.read(folder)).isEqualTo(parse("{\"image_processor_type\": \"ViTImageProcessor\"}"));
        Files.writeString(config, "{\"model_type\": \"siglip\"}");
        assertThat(ImageProcessor.read(folder).resampling()).isEqualTo(Resampling.BICUBIC);
        assertThat(ImageProcessor.read(folder).mean()).isEqualTo(Rgb.all(0.5));
        Files.writeString(config, "{\"model_type\": \"llava\"}");
        assertThat(ImageProcessor.read(folder).size()).isEqualTo(new TargetSize.ShortestEdge(224));
        Files.writeString(
                config, "{\"model_type\": \"resnet\", \"architectures\": [\"ResNetForImageClassification\"]}");
        assertThatThrownBy(() -> ImageProcessor.read(folder))
                .hasMessageContaining("that of a model resnet is not known");
    }

    @Test
    void findsTheSettingsInAModelFolder(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> ImageProcessor.read(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("preprocessor_config.json: not found");

        Files.writeString(folder.resolve("preprocessor_config.json"), LLAVA_HF);
        Files.writeString(folder.resolve("processor_config.json"), "{\"patch_size\": 14}");
        assertThat(ImageProcessor.read(folder)).isEqualTo(ImageProcessor.clip(336));

        Files.writeString(folder.resolve("processor_config.json"), "{\"image_processor\": {\"size\": 64}}");
        assertThat(ImageProcessor.read(folder).size()).isEqualTo(new TargetSize.ShortestEdge(64));
    }

    @ParameterizedTest
    // int(224 * 640 / 427) = 335; the middle begins at 55.5, down to 55 or to the even 56.
    @CsvSource({"640, 427, 335, 224", "427, 640, 224, 335", "2, 300, 224, 33600"})
    void theLongSideIsRoundedDown(int width, int height, int newWidth, int newHeight) {
        TargetSize size = new TargetSize.ShortestEdge(224);

        assertThat(size.widthOf(width, height)).isEqualTo(newWidth);
        assertThat(size.heightOf(width, height)).isEqualTo(newHeight);
    }

    @ParameterizedTest
    @CsvSource({"111, 55, 56", "113, 56, 56", "-1, -1, 0", "-3, -2, -2", "4, 2, 2"})
    void theMiddleBeginsWhereEachRuleSays(int excess, int down, int even) {
        assertThat(Crop.Rounding.DOWN.half(excess)).isEqualTo(down);
        assertThat(Crop.Rounding.HALF_EVEN.half(excess)).isEqualTo(even);
    }

    @Test
    void aCropBeyondTheImageIsBlackThere() {
        ImageProcessor processor = parse("""
                {"do_resize": false, "crop_size": {"height": 2, "width": 3}}
                """);

        // One row of two pixels: half a row above is one row, half a column to the left is one column.
        byte[] expected = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9};
        assertThat(processor.fit(Image.filled(2, 1, 9, 9, 9)).rgb()).containsExactly(expected);
    }

    @Test
    void padsWithTheMeanInTheMiddle() {
        // (4 - 1) / 2 = 1 row above
        Image white = Image.filled(4, 1, 255, 255, 255);
        Image fitted = ImageProcessor.llava(4).fit(white);

        assertThat(fitted.rows(0, 1)).isEqualTo(Image.filled(4, 1, 122, 116, 104));
        assertThat(fitted.rows(1, 1)).isEqualTo(white);
        assertThat(fitted.rows(2, 2)).isEqualTo(Image.filled(4, 2, 122, 116, 104));
    }

    @Test
    void normalizesByChannel() {
        float[] values = ImageProcessor.clip(1).process(Image.filled(1, 1, 255, 0, 51));

        assertThat(values[0]).isCloseTo((1 - 0.48145466f) / 0.26862954f, within(2e-6f));
        assertThat(values[1]).isCloseTo(-0.4578275f / 0.26130258f, within(2e-6f));
        assertThat(values[2]).isCloseTo((0.2f - 0.40821073f) / 0.27577711f, within(2e-6f));
    }

    @Test
    void onlyTheMiddleOfANarrowImageIsComputed() {
        Image narrow = Image.filled(1, 100_000, 50, 60, 70);

        assertThat(ImageProcessor.clip(336).fit(narrow)).isEqualTo(Image.filled(336, 336, 50, 60, 70));
        assertThatThrownBy(() -> ImageProcessor.llava(336).fit(narrow))
                .isInstanceOf(BadData.class)
                .hasMessage("an image of 1 x 100000: would become 100000 x 100000, expected at most 178956970 pixels");
    }
}
