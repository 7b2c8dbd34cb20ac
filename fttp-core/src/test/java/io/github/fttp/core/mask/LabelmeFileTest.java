package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
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
    void aPicture() {
        Pictures.writePng(Picture.filled(6, 4, 10, 20, 30), folder.resolve("picture.png"));
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
        assertThat(file.picture()).isEqualTo(Picture.filled(6, 4, 10, 20, 30));
        assertThat(file.imageName()).isEqualTo("picture.png");
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
    @ValueSource(strings = {"picture.png", "../images/picture.png", "..\\\\images\\\\picture.png", "a/b/picture.png"})
    void onlyTheLastComponentOfThePathCounts(String path) throws IOException {
        assertThat(read(annotation(CUP, "\"imagePath\": \"" + path + "\"")).width())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/hostname|an absolute path",
                "\\\\\\\\server\\\\share\\\\picture.png|an absolute path",
                "C:\\\\picture.png|an absolute path",
                "../../picture.png|leaves more than one folder",
                "a/../../picture.png|leaves more than one folder",
                "images/|expected the name of a picture at its end",
                "..|expected the name of a picture at its end",
                "no-such.png|names the picture no-such.png, which is not there (looked in ",
                "a\\u0000b.png|is no name of a file"
            })
    void pathsThatLeadElsewhereAreRefused(String path, String message) {
        assertThatThrownBy(() -> read(annotation(CUP, "\"imagePath\": \"" + path + "\"")))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("annotation.json: imagePath ")
                .hasMessageContaining(message);
    }

    @Test
    void theEmbeddedPictureStandsInForOneThatIsNotThere() throws IOException {
        byte[] png = Pictures.png(Picture.filled(3, 2, 1, 2, 3));
        String data = "\"imageData\": \"" + Base64.getEncoder().encodeToString(png) + "\"";
        LabelmeFile lost = read(annotation(CUP, data + ", \"imagePath\": \"lost.png\""));
        assertThat(lost.imageName()).isEqualTo("annotation.json");
        assertThat(lost.picture()).isEqualTo(Picture.filled(3, 2, 1, 2, 3));
        assertThat(read(annotation(CUP, data)).height()).isEqualTo(2);
        assertThatThrownBy(() -> read(annotation(CUP, data + ", \"imagePath\": \"picture.png\", \"imageWidth\": 6")))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("imageWidth is the number 6, but the picture imageData is 3 pixels wide");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 1], [2, 2]]|polygon|shapes[0].points of \"cup\" are 2, expected at least 3 for a polygon",
                "[[1, 1], [2, 2], [3, 3]]|rectangle|shapes[0].points of \"cup\" are 3, expected 2 for a rectangle",
                "[[1, 1]]|circle|shapes[0].points of \"cup\" are 1, expected 2 for a circle",
                "[]|point|shapes[0].points of \"cup\" are 0, expected 1 for a point",
                "[[1, 1], [2e9, 2], [3, 3]]|polygon|shapes[0].points[1][0] is 2.0E9, which is on no picture",
                "[[0, 0], [50000, 0]]|circle|shapes[0].points of \"cup\" make a circle of radius 50000.0, supported",
                "[[1, 1, 1]]|point|shapes[0].points[0] has 3 coordinates, expected 2 (x and y)",
                "[[1, 1]]|mask|shapes[0].shape_type is the string \"mask\", supported is one of [circle, line, "
            })
    void shapesThatAreNoneAreRefused(String points, String type, String message) {
        String shape = "{\"label\": \"cup\", \"shape_type\": \"%s\", \"points\": %s}".formatted(type, points);
        assertThatThrownBy(() -> read(shape)).isInstanceOf(BadData.class).hasMessageContaining(message);
    }

    @Test
    void tooManyPointsAreRefused() {
        String points = "[1, 1],".repeat(100_000) + "[2, 2]";
        assertThatThrownBy(() -> read("{\"label\": \"cup\", \"points\": [" + points + "]}"))
                .hasMessageEndingWith("shapes[0].points of \"cup\" are 100001, supported are 100000");
    }

    @Test
    void shapesThatLeaveThePictureAreClippedAndNamedInTheLog() throws IOException {
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
                .endsWith("annotation.json: shape 1 \"lid\" leaves the picture of 6 x 4 and is clipped");
    }

    /** What each of the reference's files must be refused for. */
    private static final Map<String, String> FAULTS = Map.ofEntries(
            Map.entry("two-points.json", "shapes[0].points of \"cup\" are 2, expected at least 3 for a polygon"),
            Map.entry("one-point.json", "shapes[0].points of \"cup\" are 1, expected at least 3"),
            Map.entry("no-points.json", "shapes[0].points of \"cup\" are 0, expected at least 3"),
            Map.entry("points-missing.json", "shapes[0].points is missing"),
            Map.entry("point-one-coordinate.json", "shapes[0].points[1] has 1 coordinates, expected 2"),
            Map.entry("point-strings.json", "shapes[0].points[1][0] is the string \"60\", expected a finite number"),
            Map.entry("point-null.json", "shapes[0].points[1][0] is null, expected a finite number"),
            Map.entry("point-nan.json", "line 1, column "),
            Map.entry("point-huge.json", "shapes[0].points[0][0] is 1.0E300, which is on no picture"),
            Map.entry("shapes-missing.json", "shapes is missing"),
            Map.entry("shapes-object.json", "shapes is an object, expected an array"),
            Map.entry("label-missing.json", "shapes[0].label is missing"),
            Map.entry("label-empty.json", "shapes[0].label is blank"),
            Map.entry("type-unknown.json", "shapes[0].shape_type is the string \"hexagon\", supported is one of"),
            Map.entry("rectangle-one-point.json", "shapes[0].points of \"cup\" are 1, expected 2 for a rectangle"),
            Map.entry("circle-three-points.json", "shapes[0].points of \"cup\" are 3, expected 2 for a circle"),
            Map.entry("size-disagrees.json", "imageWidth is the number 599, but the picture coffee.png is 600 pixels"),
            Map.entry("size-negative.json", "imageHeight is the number -400, expected a whole number"),
            Map.entry("size-huge.json", "imageWidth is the number 2000000000, but the picture coffee.png is 600"),
            Map.entry("image-data-broken.json", "imageData is the string \"@@not base64@@\", expected a picture in"),
            Map.entry("image-data-not-image.json", "imageData: is not a picture in PNG, JPEG, GIF, BMP or WebP"),
            Map.entry("image-missing.json", "imagePath names the picture no-such-picture.png, which is not there"),
            Map.entry("path-escape.json", "imagePath is the string \"../../../../../../etc/hostname\", which leaves"),
            Map.entry("path-absolute.json", "imagePath is the string \"/etc/hostname\", an absolute path"),
            Map.entry("truncated.json", "line "),
            Map.entry("empty.json", "is empty, expected JSON"),
            Map.entry("array.json", "is an array of 0, expected an object"),
            Map.entry("not-utf8.json", "line 1, column 60: byte 0xe9 is not UTF-8"),
            Map.entry("deep.json", "Document nesting depth (201) exceeds the maximum allowed (200)"),
            Map.entry("image-path-missing.json", "has neither imagePath nor imageData, so no picture"),
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
        return read(annotation(shapes, "\"imagePath\": \"picture.png\", \"imageWidth\": 6, \"imageHeight\": 4"));
    }

    private LabelmeFile read(Path annotation) {
        return LabelmeFile.read(annotation, folder);
    }

    private Path annotation(String shapes, String picture) throws IOException {
        Path file = folder.resolve("annotation.json");
        return Files.writeString(file, "{\"version\": \"5.2.1\", \"shapes\": [" + shapes + "], " + picture + "}");
    }
}
