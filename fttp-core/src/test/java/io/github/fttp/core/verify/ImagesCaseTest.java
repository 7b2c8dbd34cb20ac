package io.github.fttp.core.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Nd4jEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesCaseTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Comparisons comparisons = new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8));

    @Test
    void agreesWithPillowOnTheReferenceFolder() {
        check(References.require("real/images"));

        assertThat(comparisons.off()).as(printed()).isZero();
        // As counted in the folder: 82 tensors, 12 fitted images, 33 decoded ones, 31 + 35 sizes, 6 refusals,
        // background.
        assertThat(comparisons.compared()).isEqualTo(200);
    }

    @Test
    void findsOneWrongLevelInAPng() throws IOException {
        byte[] rgb = Image.filled(8, 8, 10, 20, 30).rgb();
        Images.writePng(
                Image.of(8, 8, rgb),
                Files.createDirectories(folder.resolve("tricky")).resolve("a.png"));
        rgb[5] = 31;
        Images.writePng(
                Image.of(8, 8, rgb),
                Files.createDirectories(folder.resolve("golden/decoded")).resolve("a_png.png"));
        manifest("{}", """
                {"a.png": {"reference_opens": true, "size": [8, 8], "decoded": "golden/decoded/a_png.png"}}""");

        check(folder);

        assertThat(printed()).contains("a.png.size 0.00 0.00 exact - ok").contains("a.png.decoded 1.00");
        assertThat(comparisons.off()).isEqualTo(1);
    }

    @Test
    void findsAFileThatShouldBeRefused() throws IOException {
        Images.writePng(
                Image.filled(1, 1, 1, 1, 1),
                Files.createDirectories(folder.resolve("tricky")).resolve("a.png"));
        Files.writeString(folder.resolve("tricky/b.png"), "text");
        manifest("{}", """
                {"a.png": {"reference_opens": false}, "b.png": {"reference_opens": false}}""");

        check(folder);

        assertThat(printed()).contains("OFF is opened as Image[1 x 1]").contains("b.png.refused 0.00 0.00 exact - ok");
        assertThat(comparisons.off()).isEqualTo(1);
    }

    // Of 10 x 10 pixels, 300 values: 0.1 % is not even one. Of 40 x 40, 4800: four.
    @Test
    void allowsOneLevelOnAFewValuesAfterResizing() throws IOException {
        Images.writePng(Image.filled(64, 64, 100, 100, 100), folder.resolve("p.png"));
        manifest("{\"p\": {\"file\": \"p.png\"}}", "{}");
        Path u8 = Files.createDirectories(folder.resolve("golden/u8"));
        writeOff(u8, 40, 4, 1);
        writeOff(u8, 50, 8, 1);
        writeOff(u8, 60, 1, 2);
        writeOff(u8, 10, 1, 1);

        check(folder);

        assertThat(printed().lines().filter(line -> line.contains("OFF")))
                .hasSize(3)
                .anyMatch(
                        line -> line.contains("p-clip-crop-10.png") && line.endsWith("1 of 300 values are a step off"))
                .anyMatch(
                        line -> line.contains("p-clip-crop-50.png") && line.endsWith("8 of 7500 values are a step off"))
                .anyMatch(line -> line.contains("p-clip-crop-60.png") && line.endsWith("[0] is 100.0, expected 102.0"));
    }

    private static void writeOff(Path u8, int side, int values, int by) {
        byte[] rgb = ImageProcessor.clip(side)
                .fit(Image.filled(64, 64, 100, 100, 100))
                .rgb();
        for (int i = 0; i < values; i++) rgb[i] += (byte) by;
        Images.writePng(Image.of(side, side, rgb), u8.resolve("p-clip-crop-" + side + ".png"));
    }

    @Test
    void refusesNamesThatItDoesNotUnderstand() throws IOException {
        manifest("{}", "{}");
        Path file = Files.createDirectories(folder.resolve("golden/u8")).resolve("p-siglip-10.png");
        Files.createFile(file);

        assertThatThrownBy(() -> check(folder))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(file + ": is not named IMAGE-KIND-SIDE.png");
    }

    private void manifest(String photos, String tricky) throws IOException {
        Files.writeString(folder.resolve("case.json"), "{\"kind\": \"images\"}");
        Files.writeString(folder.resolve("manifest.json"), "{\"photos\": " + photos + ", \"tricky\": " + tricky + "}");
    }

    private void check(Path where) {
        Json spec = Json.data(where.resolve("case.json"));
        comparisons.begin("images");
        try (Nd4jEngine engine = new Nd4jEngine()) {
            new ImagesCase().check(where, spec, engine, comparisons);
        }
    }

    private String printed() {
        return lines.toString(StandardCharsets.UTF_8);
    }
}
