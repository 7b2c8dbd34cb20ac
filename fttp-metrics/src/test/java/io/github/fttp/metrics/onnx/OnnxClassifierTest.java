package io.github.fttp.metrics.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import io.github.fttp.core.image.Crop;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Resampling;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.image.TargetSize;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.train.Platform;
import io.github.fttp.metrics.image.ImageClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a network of 273 bytes: twice the mean of each channel, after which the classes are named. */
class OnnxClassifierTest {
    private static final Path COLOURS = Path.of("src/test/resources/io/github/fttp/metrics/onnx/colours");

    private static Image plain(int red, int green, int blue) {
        byte[] rgb = new byte[3 * 12 * 10];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return Image.of(12, 10, rgb);
    }

    @Test
    void theRuntimeStandsInManifests() {
        assertThat(Platform.of("onednn", 1).libraries())
                .containsEntry(
                        "com.microsoft.onnxruntime/onnxruntime",
                        OrtEnvironment.getEnvironment().getVersion());
    }

    @Test
    void classifiesByTheLargestLogit() {
        try (OnnxClassifier classifier = OnnxClassifier.open(COLOURS)) {
            assertThat(classifier.labels()).containsExactly("red", "green", "blue");
            assertThat(classifier.classify(List.of(plain(10, 20, 200), plain(250, 20, 40), plain(0, 9, 1))))
                    .containsExactly("blue", "red", "green");
            assertThat(classifier.labelIn("A Red boat")).isEqualTo("red");
            assertThat(classifier.labelIn("A reddish boat")).isEmpty();
        }
    }

    @Test
    void labelsAreNamedAsPeopleWriteThem() {
        ImageClassifier classifier = new ImageClassifier() {
            @Override
            public List<String> labels() {
                return List.of("Neon_Lines", "tench, Tinca tinca", "cat", "tabby cat");
            }

            @Override
            public List<String> classify(List<Image> images) {
                throw new AssertionError();
            }
        };
        assertThat(classifier.labelIn("A house in neon lines style")).isEqualTo("Neon_Lines");
        assertThat(classifier.labelIn("A house in Neon_Lines style")).isEqualTo("Neon_Lines");
        assertThat(classifier.labelIn("a photo of a tench")).isEqualTo("tench, Tinca tinca");
        assertThat(classifier.labelIn("a tabby cat")).isEqualTo("tabby cat");
        assertThat(classifier.labelIn("a tabby cat and a cat")).isEmpty();
        assertThat(classifier.spelled("tench")).isEqualTo("tench, Tinca tinca");
        assertThat(classifier.spelled("Neon Lines")).isEqualTo("Neon_Lines");
    }

    @Test
    void featuresAreTheNetworksOutput() {
        try (OnnxNetwork network = OnnxNetwork.open(COLOURS)) {
            double[][] rows = network.features(List.of(plain(255, 0, 51)));

            // (v / 255 - 0.5) / 0.5 * 2
            assertThat(rows[0]).containsExactly(new double[] {2, -2, -1.2}, within(1e-6));
        }
    }

    /** Where nothing is cut out, and of more than go through at once. */
    @Test
    void imagesOfOtherSizesAreOthers() {
        ImageProcessor uncut = new ImageProcessor(
                false,
                new TargetSize.Unchanged(),
                Resampling.BILINEAR,
                new Crop.None(),
                1 / 255.0,
                Rgb.all(0.5),
                Rgb.all(0.5));
        List<Image> images = new ArrayList<>(Collections.nCopies(18, Image.filled(8, 6, 255, 0, 51)));
        images.set(3, Image.filled(12, 10, 0, 255, 51));
        try (OnnxNetwork network = OnnxNetwork.open(COLOURS.resolve("model.onnx"), uncut)) {
            double[][] rows = network.features(images);
            for (int i = 0; i < rows.length; i++) {
                double[] expected = i == 3 ? new double[] {-2, 2, -1.2} : new double[] {2, -2, -1.2};
                assertThat(rows[i]).containsExactly(expected, within(1e-6));
            }
        }
    }

    @Test
    void whatIsNoNetworkIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        assertThatThrownBy(() -> OnnxNetwork.open(file, ImageProcessor.clip(8)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("not found");
        Files.writeString(file, "no network");
        assertThatThrownBy(() -> OnnxNetwork.open(file, ImageProcessor.clip(8)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("cannot be used by ONNX Runtime");
    }
}
