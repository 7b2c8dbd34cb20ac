package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.OrientedImages;
import io.github.fttp.core.testing.References;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelmeFileTest {
    private static final String CUP = """
            {"label": "cup", "shape_type": "rectangle", "points": [[1, 1], [2, 2]], "mood": "calm"}""";
    private static final String SAUCER = """
            {"label": "saucer", "points": [[0, 0], [5, 0], [5, 0]], "group_id": null}""";
    private static final String NOTE = """
            {"label": "note", "shape_type": "point", "points": [[3, 3]]}""";

    @TempDir
    Path folder;

    @BeforeEach
    void anImage() {
        Images.writePng(Image.filled(6, 4, 10, 20, 30), folder.resolve("image.png"));
    }

    @Test
    void labelsMayHaveTheirAccentsComposedOrNot() throws IOException {
        LabelmeFile file = read("{\"label\": \"Rene\u0301\", \"points\": [[0, 0], [6, 0], [6, 4]]}");
        assertThat(file.labels()).containsExactly("Ren\u00e9");
        assertThat(file.mask(ShapeMode.AREA, "Ren\u00e9"))
                .isEqualTo(file.mask(ShapeMode.AREA, "Rene\u0301"))
                .isEqualTo(file.mask(ShapeMode.AREA));
        assertThat(MaskSettings.beside().label("Rene\u0301").label()).isEqualTo("Ren\u00e9");
    }

    @Test
    void drawsAllShapesOrThoseOfALabel() throws IOException {
        LabelmeFile file = read(CUP + "," + SAUCER);
        assertThat(file.labels()).containsExactly("cup", "saucer");
        assertThat(file.mask(ShapeMode.AREA, "cup").count()).isEqualTo(4);
        assertThat(file.mask(ShapeMode.AREA, "saucer").count()).isEqualTo(6);
        assertThat(file.mask(ShapeMode.AREA))
                .isEqualTo(file.mask(ShapeMode.AREA, "cup").union(file.mask(ShapeMode.AREA, "saucer")));
        // The authors' way, a rectangle is the line between its corners, whose first row reaches to the next one's x.
        assertThat(file.mask(ShapeMode.AUTHORS, "cup")).satisfies(line -> {
            assertThat(line.covers(1, 1) && line.covers(1, 2) && line.covers(2, 2))
                    .isTrue();
            assertThat(line.count()).isEqualTo(3);
        });
        assertThat(file.image()).isEqualTo(Image.filled(6, 4, 10, 20, 30));
        assertThat(file.imageName()).isEqualTo("image.png");
    }

    @Test
    void pointsHaveNoAreaAndNoPolygon() throws IOException {
        LabelmeFile file = read(CUP + "," + NOTE);
        assertThat(file.mask(ShapeMode.AREA, "note").count()).isZero();
        assertThatThrownBy(() -> file.mask(ShapeMode.AUTHORS))
                .isInstanceOf(BadData.class)
                .hasMessage(file.file() + ": shape 1 \"note\" has 1 point, expected at least 2: "
                        + "the authors' way draws every shape as a polygon");
    }

    @Test
    void aLabelThatNoShapeHasIsRefusedWithThoseThatThereAre() throws IOException {
        LabelmeFile file = read(CUP + "," + SAUCER);
        assertThatThrownBy(() -> file.mask(ShapeMode.AREA, "Cup"))
                .isInstanceOf(BadData.class)
                .hasMessage(file.file() + ": no shape has the label \"Cup\"; there are \"cup\", \"saucer\"");
        LabelmeFile empty = read("");
        assertThatThrownBy(() -> empty.mask(ShapeMode.AREA, "cup")).hasMessageEndingWith("; there are no shapes");
        assertThat(empty.mask(ShapeMode.AREA).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image.png",
                "../images/image.png",
                "..\\\\images\\\\image.png",
                "a/b/image.png",
                "../../img/train/image.png",
                "..\\\\..\\\\img\\\\train\\\\image.png",
                "C:\\\\Users\\\\me\\\\image.png",
                "\\\\\\\\server\\\\share\\\\image.png",
                "/home/me/image.png",
                "Image.PNG"
            })
    void onlyTheLastComponentOfThePathCounts(String path) throws IOException {
        assertThat(read(annotation(CUP, "\"imagePath\": \"" + path + "\"")).width())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/hostname|names the image hostname, which is not there (looked in ",
                "../../../../../etc/hostname|names the image hostname, which is not there (looked in ",
                "images/|expected the name of an image at its end",
                "..|expected the name of an image at its end",
                "no-such.png|names the image no-such.png, which is not there (looked in ",
                "a\\u0000b.png|is no name of a file"
            })
    void pathsThatLeadElsewhereAreRefused(String path, String message) {
        assertThatThrownBy(() -> read(annotation(CUP, "\"imagePath\": \"" + path + "\"")))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("annotation.json: imagePath ")
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyEmbeddedImageIsNone() throws IOException {
        Path file = annotation(CUP, "\"imagePath\": \"image.png\", \"imageData\": \"\"");
        assertThat(read(file).imageName()).isEqualTo("image.png");
    }

    @Test
    void theEmbeddedImageStandsInForOneThatIsNotThere() throws IOException {
        byte[] png = Images.png(Image.filled(3, 2, 1, 2, 3));
        String data = "\"imageData\": \"" + Base64.getEncoder().encodeToString(png) + "\"";
        LabelmeFile lost = read(annotation(CUP, data + ", \"imagePath\": \"lost.png\""));
        assertThat(lost.imageName()).isEqualTo("annotation.json");
        assertThat(lost.image()).isEqualTo(Image.filled(3, 2, 1, 2, 3));
        assertThat(read(annotation(CUP, data)).height()).isEqualTo(2);
        assertThat(read(annotation(CUP, data + ", \"imagePath\": \"\"")).height())
                .isEqualTo(2);
        assertThatThrownBy(() -> read(annotation(CUP, data + ", \"imagePath\": \"image.png\", \"imageWidth\": 6")))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("imageWidth is the number 6, but the image imageData is 3 pixels wide");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 1], [2, 2]]|polygon|shapes[0].points of \"cup\" are 2, expected at least 3 for a polygon",
                "[[1, 1], [2, 2], [3, 3]]|rectangle|shapes[0].points of \"cup\" are 3, expected 2 or 4 for a rectangle",
                "[[1, 1]]|circle|shapes[0].points of \"cup\" are 1, expected 2 for a circle",
                "[]|point|shapes[0].points of \"cup\" are 0, expected 1 for a point",
                "[[1, 1], [2e9, 2], [3, 3]]|polygon|shapes[0].points[1][0] is 2.0E9, which is on no image",
                "[[0, 0], [50000, 0]]|circle|shapes[0].points of \"cup\" make a circle of radius 50000.0, supported",
                "[[1, 1, 1]]|point|shapes[0].points[0] has 3 coordinates, expected 2 (x and y)",
                "[[1, 1]]|mask|shapes[0].points of \"cup\" are 1, expected 2 for a mask",
                "[[1, 1], [2, 2]]|mask|shapes[0].mask is missing",
                "[[1, 1], [2, 2]]|ellipse|shapes[0].shape_type is the string \"ellipse\", supported is one of [circle, "
            })
    void shapesThatAreNoneAreRefused(String points, String type, String message) {
        String shape = "{\"label\": \"cup\", \"shape_type\": \"%s\", \"points\": %s}".formatted(type, points);
        assertThatThrownBy(() -> read(shape)).isInstanceOf(BadData.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Columns 1 to 3, rows 0 to 2: two corners, four in any order, and with the first again in another
                // place.
                "rectangle|[[3, 2], [1, 0]]|9",
                "rectangle|[[1, 0], [3, 0], [3, 2], [1, 2]]|9",
                "rectangle|[[3, 2], [1, 0], [1, 2], [3, 0]]|9",
                "oriented_rectangle|[[1, 2], [3, 2], [1, 0], [3, 0]]|9",
                // A square on its corner: 1 + 3 + 1 pixels.
                "rotation|[[2, 0], [3, 1], [2, 2], [1, 1]]|5",
                "rectangle|[[2, 0], [2, 2], [3, 1], [1, 1]]|5",
                "line|[[1, 0], [3, 2]]|0",
                "linestrip|[[1, 0], [3, 2], [1, 2]]|0",
                "points|[[1, 0], [3, 2], [1, 2]]|0"
            })
    void shapesCoverTheirArea(String type, String points, int covered) throws IOException {
        LabelmeFile file = read("{\"label\": \"cup\", \"shape_type\": \"%s\", \"points\": %s}".formatted(type, points));
        assertThat(file.mask(ShapeMode.AREA).count()).isEqualTo(covered);
    }

    /** The mask's first row: c the concept, i ignored, a dot the rest. */
    @ParameterizedTest
    @CsvSource({
        "cup 0 3 / _background_ 1 2, c..c..",
        "_background_ 1 2 / cup 0 3, cccc..",
        "cup 0 3 / __Background__ 0 1 / cup 1 1, .ccc..",
        "cup 0 3 / __ignore__ 3 4, cccii.",
        "_ignore_ 2 4 / cup 0 3, cccci.",
        "cup 0 3 / _ignore_ 2 4 / _background_ 3 5, cci...",
        // Another label's shapes are not the concept where one is asked for, but they take back what was ignored.
        "_ignore_ 2 4 / saucer 4 5 / cup 0 0, c.ii..",
        "cup 0 3 / saucer 2 5, cccc.."
    })
    void laterShapesLieOverEarlierOnes(String shapes, String expected) throws IOException {
        List<String> drawn = new ArrayList<>();
        for (String shape : shapes.split(" / ")) {
            String[] parts = shape.split(" ");
            drawn.add("{\"label\": \"%s\", \"shape_type\": \"rectangle\", \"points\": [[%s, 0], [%s, 0]]}"
                    .formatted(parts[0], parts[1], parts[2]));
        }
        LabelmeFile file = read(String.join(", ", drawn));
        PixelMask mask = file.mask(ShapeMode.AREA, "cup");
        PixelMask ignored = file.ignored(ShapeMode.AREA);
        StringBuilder found = new StringBuilder();
        for (int x = 0; x < 6; x++) found.append(mask.covers(0, x) ? 'c' : ignored.covers(0, x) ? 'i' : '.');
        assertThat(found).hasToString(expected);
        assertThat(file.labels()).allMatch(label -> label.equals("cup") || label.equals("saucer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 1], [3, 2]]|000000 011100 010100 000000",
                "[[3, 2], [1, 1]]|000000 011100 010100 000000",
                // What goes beyond whole corners is left out; corners that are not whole are rounded, halves to even.
                "[[1, 1], [2, 2]]|000000 011000 010000 000000",
                "[[1, 1.4], [3.2, 2]]|000000 011100 010100 000000",
                "[[0.5, 0.5], [9, 9]]|111000 101000 000000 000000",
                "[[4.4, 2.2], [6.4, 3.2]]|000000 000000 000011 000010"
            })
    void aMaskLiesInItsBox(String points, String expected) throws IOException {
        PixelMask patch = PixelMask.of(3, 2, true, true, true, true, false, true);
        String base64 = Base64.getEncoder().encodeToString(Images.png(patch.image()));
        LabelmeFile file = read("{\"label\": \"cup\", \"shape_type\": \"mask\", \"points\": %s, \"mask\": \"%s\"}"
                .formatted(points, base64));
        PixelMask mask = file.mask(ShapeMode.AREA);
        StringBuilder found = new StringBuilder();
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 6; x++) found.append(mask.covers(y, x) ? 1 : 0);
            found.append(' ');
        }
        assertThat(found.toString().strip()).isEqualTo(expected);
    }

    /** The box's right and lower corner is the first pixel beyond the image of 6 x 4. */
    @Test
    void aMaskEndsAtTheEdgeOfTheImageThoughItsBoxDoesNot() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(Images.png(Image.filled(2, 1, 9, 9, 9)));
        LabelmeFile file = read("{\"label\": \"cup\", \"shape_type\": \"mask\", \"points\": [[4, 3], [6, 4]],"
                + " \"mask\": \"" + base64 + "\"}");
        PixelMask mask = file.mask(ShapeMode.AREA);
        assertThat(mask.count()).isEqualTo(2);
        assertThat(mask.covers(3, 4) && mask.covers(3, 5)).isTrue();
    }

    @Test
    void aMaskSmallerThanItsBoxIsRefused() {
        String base64 = Base64.getEncoder().encodeToString(Images.png(Image.filled(2, 2, 9, 9, 9)));
        assertThatThrownBy(() -> read("{\"label\": \"cup\", \"shape_type\": \"mask\", \"points\": [[0, 0], [2, 1]],"
                        + " \"mask\": \"" + base64 + "\"}"))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("shapes[0].mask of \"cup\" is 2 x 2, its points make a box of 3 x 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "data:image/png;base64,%s", "data:image/png;charset=utf-8;base64,%s", " %s \\r\\n"})
    void anEmbeddedImageMayBeWrittenInManyWays(String how) throws IOException {
        byte[] png = Images.png(Image.filled(300, 200, 1, 2, 3));
        String lines =
                Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(png).replace("\n", "\\n");
        LabelmeFile file = read(annotation(CUP, "\"imageData\": \"" + how.formatted(lines) + "\""));
        assertThat(file.image()).isEqualTo(Image.filled(300, 200, 1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shapesLieOnTheImageAsItIsSeen(int orientation) throws IOException {
        Image upright = Image.filled(6, 4, 10, 20, 30);
        OrientedImages.png(folder.resolve("image.png"), upright, orientation);
        LabelmeFile file = read(CUP);
        assertThat(file.image()).isEqualTo(upright);
        PixelMask mask = file.mask(ShapeMode.AREA);
        assertThat(mask.count()).isEqualTo(4);
        assertThat(mask.covers(1, 1) && mask.covers(2, 2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 8})
    void aFileThatSaysTheStoredSizeWasDrawnOnThat(int orientation) throws IOException {
        OrientedImages.png(folder.resolve("image.png"), Image.filled(6, 4, 10, 20, 30), orientation);
        String stored = "\"imagePath\": \"image.png\", \"imageWidth\": 4, \"imageHeight\": 6";
        LabelmeFile file = read(annotation(CUP, stored));
        assertThat(List.of(file.width(), file.height())).containsExactly(6, 4);
        PixelMask drawn = PixelMask.of(4, 6, new boolean[24]);
        boolean[] values = drawn.values();
        for (int at : new int[] {5, 6, 9, 10}) values[at] = true; // rows 1 and 2, columns 1 and 2, of 4
        assertThat(file.mask(ShapeMode.AREA))
                .isEqualTo(PixelMask.nonZero(
                        Images.upright(PixelMask.of(4, 6, values).image(), orientation)));
    }

    @Test
    void tooManyPointsAreRefused() {
        String points = "[1, 1],".repeat(100_000) + "[2, 2]";
        assertThatThrownBy(() -> read("{\"label\": \"cup\", \"points\": [" + points + "]}"))
                .hasMessageEndingWith("shapes[0].points of \"cup\" are 100001, supported are 100000");
    }

    @Test
    void shapesThatLeaveTheImageAreClippedAndNamedInTheLog() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            LabelmeFile file = read(CUP + ", {\"label\": \"lid\", \"shape_type\": \"circle\","
                    + " \"points\": [[3, 3], [3, 5]]}, {\"label\": \"edge\", \"points\": [[0, 0], [6, 0], [6, 4]]}");
            assertThat(file.mask(ShapeMode.AREA, "lid").count()).isPositive();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("WARN")))
                .singleElement()
                .asString()
                .endsWith("annotation.json: shape 1 \"lid\" leaves the image of 6 x 4 and is clipped");
    }

    /** Reasons that the reference's files must be refused for. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("two-points.json", "shapes[0].points of \"cup\" are 2, expected at least 3 for a polygon"),
            Map.entry("one-point.json", "shapes[0].points of \"cup\" are 1, expected at least 3"),
            Map.entry("no-points.json", "shapes[0].points of \"cup\" are 0, expected at least 3"),
            Map.entry("points-missing.json", "shapes[0].points is missing"),
            Map.entry("point-one-coordinate.json", "shapes[0].points[1] has 1 coordinates, expected 2"),
            Map.entry("point-strings.json", "shapes[0].points[1][0] is the string \"60\", expected a finite number"),
            Map.entry("point-null.json", "shapes[0].points[1][0] is null, expected a finite number"),
            Map.entry("point-nan.json", "line 1, column "),
            Map.entry("point-huge.json", "shapes[0].points[0][0] is 1.0E300, which is on no image"),
            Map.entry("shapes-missing.json", "shapes is missing"),
            Map.entry("shapes-object.json", "shapes is an object, expected an array"),
            Map.entry("label-missing.json", "shapes[0].label is missing"),
            Map.entry("label-empty.json", "shapes[0].label is blank"),
            Map.entry("type-unknown.json", "shapes[0].shape_type is the string \"hexagon\", supported is one of"),
            Map.entry("rectangle-one-point.json", "shapes[0].points of \"cup\" are 1, expected 2 or 4 for a rectangle"),
            Map.entry("circle-three-points.json", "shapes[0].points of \"cup\" are 3, expected 2 for a circle"),
            Map.entry("size-disagrees.json", "imageWidth is the number 599, but the image coffee.png is 600 pixels"),
            Map.entry("size-negative.json", "imageHeight is the number -400, expected a whole number"),
            Map.entry("size-huge.json", "imageWidth is the number 2000000000, but the image coffee.png is 600"),
            Map.entry("image-data-broken.json", "imageData is the string \"@@not base64@@\", expected an image in"),
            Map.entry("image-data-not-image.json", "imageData: is not an image in PNG, JPEG, GIF, BMP or WebP"),
            Map.entry("image-missing.json", "imagePath names the image no-such-picture.png, which is not there"),
            Map.entry("path-escape.json", "imagePath names the image hostname, which is not there"),
            Map.entry("path-absolute.json", "imagePath names the image hostname, which is not there"),
            Map.entry("truncated.json", "line "),
            Map.entry("empty.json", "is empty, expected JSON"),
            Map.entry("array.json", "is an array of 0, expected an object"),
            Map.entry("not-utf8.json", "line 1, column 60: byte 0xe9 is not UTF-8"),
            Map.entry("deep.json", "Document nesting depth (201) exceeds the maximum allowed (200)"),
            Map.entry("image-path-missing.json", "has neither imagePath nor imageData, so no image"),
            Map.entry("not-json.json", "line 1, column "));

    @TestFactory
    List<DynamicTest> everyInvalidFileIsRefusedForWhatIsWrongWithIt() {
        Path expected = References.require("real/annotations/invalid/expected.json");
        Path images = References.require("real/images");
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : Json.data(expected).names()) {
            Path file = expected.resolveSibling(name);
            tests.add(DynamicTest.dynamicTest(name, () -> {
                assertThat(FAULTS).containsKey(name);
                assertThatThrownBy(() -> LabelmeFile.read(file, images))
                        .isInstanceOf(BadData.class)
                        .hasMessageStartingWith(file + ": " + FAULTS.get(name))
                        .extracting(Throwable::getMessage)
                        .asString()
                        .hasLineCount(1);
            }));
        }
        return tests;
    }

    private LabelmeFile read(String shapes) throws IOException {
        return read(annotation(shapes, "\"imagePath\": \"image.png\", \"imageWidth\": 6, \"imageHeight\": 4"));
    }

    private LabelmeFile read(Path annotation) {
        return LabelmeFile.read(annotation, folder);
    }

    private Path annotation(String shapes, String image) throws IOException {
        Path file = folder.resolve("annotation.json");
        return Files.writeString(file, "{\"version\": \"5.2.1\", \"shapes\": [" + shapes + "], " + image + "}");
    }
}
