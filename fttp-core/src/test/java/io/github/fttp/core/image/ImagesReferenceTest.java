package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every file of the reference's folder against what Pillow made of it: equal to the last bit, JPEG and WebP too. */
class ImagesReferenceTest {
    /** The key of {@code manifest.json} that names what Pillow made of a file, and the decoding that means. */
    private static final Map<String, Decoding> KEYS = Map.of(
            "decoded", Decoding.REFERENCE,
            "decoded_transposed", Decoding.REFERENCE.upright(),
            "decoded_highbyte", Decoding.REFERENCE.highByte(),
            "decoded_tolerant", Decoding.REFERENCE.tolerant());

    @TestFactory
    List<DynamicTest> readsWhatPillowReads() {
        Path images = References.require("real/images");
        List<DynamicTest> tests = new ArrayList<>();
        JsonNode manifest = Json.data(images.resolve("manifest.json")).node();
        manifest.get("photos")
                .forEach(photo -> addPixels(tests, images, photo.get("file").asText(), photo));
        manifest.get("tricky")
                .properties()
                .forEach(file -> addPixels(tests, images, "tricky/" + file.getKey(), file.getValue()));
        return tests;
    }

    private static void addPixels(List<DynamicTest> tests, Path images, String file, JsonNode expected) {
        KEYS.forEach((key, how) -> {
            if (expected.has(key)) {
                tests.add(DynamicTest.dynamicTest(file + " " + key, () -> {
                    Image reference =
                            Images.read(images.resolve(expected.get(key).asText()));
                    assertThat(Images.read(images.resolve(file), how)).isEqualTo(reference);
                }));
            }
        });
    }

    @TestFactory
    List<DynamicTest> refusesWhatPillowRefuses() {
        Path tricky = References.require("real/images/tricky");
        Map<String, String> faults = Map.of(
                "corrupt-crc.png", "is damaged",
                "empty.png", "is empty",
                "text.png", "is not an image in PNG, JPEG, GIF, BMP or WebP: it begins with \"",
                "truncated-header.jpg",
                        "is truncated or damaged: its segment 0xE2 at byte 20 declares 576 bytes, 128 are left",
                "truncated.jpg", "is truncated",
                "truncated.png", "is truncated");
        List<DynamicTest> tests = new ArrayList<>();
        Json.data(tricky.resolveSibling("manifest.json"))
                .node()
                .get("tricky")
                .properties()
                .forEach(file -> {
                    if (!file.getValue().get("reference_opens").asBoolean()) {
                        Path broken = tricky.resolve(file.getKey());
                        tests.add(DynamicTest.dynamicTest(
                                file.getKey(), () -> assertThatThrownBy(() -> Images.read(broken))
                                        .isInstanceOf(BadData.class)
                                        .hasMessageStartingWith(broken + ": " + faults.get(file.getKey()))));
                    }
                });
        return tests;
    }
}
