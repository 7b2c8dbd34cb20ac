package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.References;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Preprocessing of the reference's decoded pictures: its pixels exactly, its tensors to 2e-6. */
class ImageProcessorReferenceTest {
    private static final Pattern U8 = Pattern.compile("(.+)-(llava-pad|clip-crop|sd)-(\\d+)\\.png");
    private static final Pattern TENSOR = Pattern.compile("(.+)/(llava_pad|clip_crop|sd)_(\\d+)(?:_every(\\d+))?");

    private static ImageProcessor processor(String kind, int side) {
        return switch (kind) {
            case "llava_pad" -> ImageProcessor.llava(side);
            case "clip_crop" -> ImageProcessor.clip(side);
            default -> ImageProcessor.stableDiffusion(side);
        };
    }

    private static Picture decoded(Path images, String name) {
        Path decoded = images.resolve("golden/decoded/" + name + ".png");
        return Pictures.read(Files.exists(decoded) ? decoded : images.resolve(name + ".png"));
    }

    @TestFactory
    List<DynamicTest> fitsAsPillowDoes() throws IOException {
        Path images = References.require("real/images");
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(images.resolve("golden/u8"))) {
            files.sorted().forEach(file -> {
                Matcher name = U8.matcher(file.getFileName().toString());
                assertThat(name.matches()).as(file.toString()).isTrue();
                ImageProcessor processor = processor(name.group(2).replace('-', '_'), Integer.parseInt(name.group(3)));
                tests.add(DynamicTest.dynamicTest(
                        name.group(), () -> assertThat(processor.fit(decoded(images, name.group(1))))
                                .isEqualTo(Pictures.read(file))));
            });
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> givesTheReferencesTensors() throws IOException {
        Path golden = References.require("real/images/golden");
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : List.of("chelsea-llava-336", "photos-small", "photos-strided", "tricky-small")) {
            Path file = golden.resolve(name + ".safetensors");
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int header = (int) bytes.getLong();
            JsonNode tensors = Json.checkpoint(file, Arrays.copyOfRange(bytes.array(), 8, 8 + header))
                    .node();
            tensors.properties().forEach(tensor -> {
                Matcher key = TENSOR.matcher(tensor.getKey());
                if (key.matches()) {
                    int at = 8
                            + header
                            + tensor.getValue().get("data_offsets").get(0).asInt();
                    tests.add(DynamicTest.dynamicTest(key.group(), () -> check(golden.getParent(), key, bytes, at)));
                }
            });
        }
        return tests;
    }

    private static void check(Path images, Matcher key, ByteBuffer expected, int at) {
        int side = Integer.parseInt(key.group(3));
        int every = key.group(4) == null ? 1 : Integer.parseInt(key.group(4));
        float[] values = processor(key.group(2), side).process(decoded(images, key.group(1)));
        int next = at;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < side; y += every) {
                for (int x = 0; x < side; x += every, next += 4) {
                    float value = values[(channel * side + y) * side + x];
                    if (!(Math.abs(value - expected.getFloat(next)) <= 2e-6)) {
                        assertThat(value)
                                .as("channel %d, row %d, column %d", channel, y, x)
                                .isEqualTo(expected.getFloat(next));
                    }
                }
            }
        }
    }
}
