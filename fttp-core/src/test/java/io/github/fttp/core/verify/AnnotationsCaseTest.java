package io.github.fttp.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case of one annotation, the left half of 16 x 8 pixels, and ways to spoil it. */
class AnnotationsCaseTest {
    private static final String MASK = """
            {"name": "a.all.area", "label": null, "shapes": "area", "full": "full.png", "count_full": 64,
             "count_resized_4": 8, "count_aligned_4": 8, "count_aligned_1": 0, "colour": "red"}""";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Comparisons comparisons = new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8));

    @BeforeEach
    void writeACase() throws IOException {
        Images.writePng(Image.filled(16, 8, 1, 2, 3), folder.resolve("a.png"));
        byte[] rgb = new byte[3 * 16 * 8];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (byte) (i / 3 % 16 < 8 ? 1 : 0);
        Images.writePng(Image.of(16, 8, rgb), folder.resolve("full.png"));
        write("a.json", """
                {"shapes": [{"label": "x", "shape_type": "rectangle", "points": [[0, 0], [7, 7]]}],
                 "imagePath": "a.png", "imageWidth": 16, "imageHeight": 8}""");
        write("bad.json", "{}");
        write("expected.json", "{\"bad.json\": \"an empty object\"}");
        // The middle 8 x 8 is halved at the middle of the one cell, whose centre is the pixel right of it.
        tensor("a.all.area/aligned_1", (byte) 0);
        masks(MASK);
    }

    @Test
    void comparesEverythingAndNamesWhatItDoesNotKnow() {
        check();
        assertThat(comparisons.off()).as(printed()).isZero();
        // image, size; full and four counts; a tensor; a file to refuse
        assertThat(comparisons.compared()).isEqualTo(9);
        assertThat(printed()).contains("a.all.area.colour not compared: not known");
    }

    @Test
    void agreesWithPillowOnTheReferenceFolder() {
        Path reference = References.require("real/annotations");
        try (Engine engine = new OneDnnEngine()) {
            new AnnotationsCase().check(reference, Json.data(reference.resolve("case.json")), engine, comparisons);
        }
        assertThat(comparisons.off()).as(printed()).isZero();
        // As counted in the folder: 11 files with image and size; 53 masks of which one raises, the others each with a
        // image, 9 counts and 4 tensors; 44 resized images; 31 invalid files.
        assertThat(comparisons.compared()).isEqualTo(826);
    }

    @Test
    void findsAWrongPixelCountAndCell() throws IOException {
        Image right = Images.read(folder.resolve("full.png"));
        byte[] rgb = right.rgb();
        rgb[3 * 15] = 1;
        Images.writePng(Image.of(16, 8, rgb), folder.resolve("full.png"));
        masks(MASK.replace("\"count_full\": 64", "\"count_full\": 65"));
        tensor("a.all.area/aligned_1", (byte) 1);
        check();
        assertThat(printed().lines().filter(line -> line.contains(" OFF")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .contains("a.all.area.full ")
                                .endsWith("1 of 128 values are a step off"),
                        line -> assertThat(line)
                                .contains("a.all.area.count_full ")
                                .endsWith("is 64.0, expected 65.0"),
                        line -> assertThat(line).contains("a.all.area/aligned_1 "));
    }

    @Test
    void toleratesAsManyPixelsAsTheCaseSays() throws IOException {
        byte[] rgb = Images.read(folder.resolve("full.png")).rgb();
        rgb[3 * 15] = 1;
        Images.writePng(Image.of(16, 8, rgb), folder.resolve("full.png"));
        check(1);
        assertThat(comparisons.off()).as(printed()).isZero();
        check(0);
        assertThat(comparisons.off()).isEqualTo(1);
    }

    @Test
    void findsAFileThatShouldBeRefusedAndOneThatShouldNot() throws IOException {
        write("expected.json", "{\"a.json\": \"nothing is wrong with it\"}");
        masks(MASK.replace("null", "\"y\""));
        check();
        assertThat(printed())
                .contains("invalid.a.json NaN NaN exact - OFF is read with labels [x], expected refused by its path")
                .contains("a.all.area.outcome NaN NaN exact - OFF is refused by its path, expected drawn");
    }

    private void check() {
        check(0);
    }

    private void check(int tolerated) {
        try (Engine engine = new OneDnnEngine()) {
            write("case.json", """
                    {"kind": "annotations", "golden": "masks.json", "latent": "latent.safetensors", "images": ".",
                     "max_different_pixels_full": %d, "invalid": "expected.json"}""".formatted(tolerated));
            new AnnotationsCase().check(folder, Json.data(folder.resolve("case.json")), engine, comparisons);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void masks(String mask) throws IOException {
        write("masks.json", """
                {"files": {"a.json": {"image": "a.png", "size": [16, 8], "masks": [%s]}}}""".formatted(mask));
    }

    private void tensor(String name, byte value) throws IOException {
        byte[] head = """
                {"%s":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]}}""".formatted(name).getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + head.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(head.length).put(head).put(value);
        Files.write(folder.resolve("latent.safetensors"), all.array());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String printed() {
        return lines.toString(StandardCharsets.UTF_8);
    }
}
