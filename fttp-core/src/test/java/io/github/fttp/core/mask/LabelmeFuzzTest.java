package io.github.fttp.core.mask;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.testing.Fuzzed;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class LabelmeFuzzTest {
    private static final Fuzzed FILE = fileBesideAnImage();

    private static Fuzzed fileBesideAnImage() {
        Fuzzed file = Fuzzed.file("a.json");
        Images.writePng(Image.of(16, 12, new byte[3 * 16 * 12]), file.folder().resolve("a.png"));
        return file;
    }

    static Stream<byte[]> seeds() throws URISyntaxException {
        String shapes = """
                {"version": "5.0.1", "flags": {}, "imagePath": "a.png", "imageData": null, "imageHeight": 12, "imageWidth": 16,
                 "shapes": [{"label": "x", "points": [[1, 2], [9.5, 2], [5, 11]], "group_id": null, "shape_type": "%s", "flags": {}}]}
                """;
        Stream<String> made = Stream.of("polygon", "rectangle", "circle", "line", "linestrip", "point", "points")
                .map(shapes::formatted);
        Path real = Path.of(LabelmeFuzzTest.class.getResource("/field").toURI());
        return Stream.concat(
                made.map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Fuzzed.contents(real, ".json").filter(content -> content.length < 10_000));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> {
            LabelmeFile found = LabelmeFile.read(file, FILE.folder());
            for (ShapeMode mode : ShapeMode.values()) {
                found.mask(mode);
                found.labels().forEach(label -> found.mask(mode, label));
            }
        });
    }
}
