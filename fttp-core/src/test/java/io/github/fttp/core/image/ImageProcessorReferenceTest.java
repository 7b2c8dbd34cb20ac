package io.github.fttp.core.image;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.testing.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Preprocessing of the reference's decoded images: its pixels exactly, its tensors to 2e-6. */
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

    private static Image decoded(Path images, String name) {
        Path decoded = images.resolve("golden/decoded/" + name + ".png");
        return Images.read(Files.exists(decoded) ? decoded : images.resolve(name + ".png"));
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
                                .isEqualTo(Images.read(file))));
            });
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> givesTheReferencesTensors() {
        Path images = References.require("real/images");
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : List.of("chelsea-llava-336", "photos-small", "photos-strided", "tricky-small")) {
            Safetensors tensors = Safetensors.open(images.resolve("golden/" + name + ".safetensors"));
            for (String tensor : tensors.names()) {
                Matcher key = TENSOR.matcher(tensor);
                assertThat(key.matches()).as(tensor).isTrue();
                tests.add(DynamicTest.dynamicTest(tensor, () -> check(images, key, tensors.floats(tensor))));
            }
        }
        return tests;
    }

    private static void check(Path images, Matcher key, float[] expected) {
        int side = Integer.parseInt(key.group(3));
        int every = key.group(4) == null ? 1 : Integer.parseInt(key.group(4));
        float[] values = processor(key.group(2), side).process(decoded(images, key.group(1)));
        int next = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < side; y += every) {
                for (int x = 0; x < side; x += every) {
                    assertThat(values[(channel * side + y) * side + x])
                            .as("channel %d, row %d, column %d", channel, y, x)
                            .isCloseTo(expected[next++], within(2e-6f));
                }
            }
        }
        assertThat(next).isEqualTo(expected.length);
    }
}
