package io.github.fttp.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.SampleInterval;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageMetricsByNameTest {
    private static final SampleInterval UNSURE = SampleInterval.unknown(1);

    private static final Concept CONCEPT = Concept.of("Mira Volk");
    private static final List<DrawingPrompt> PROMPTS = List.of(
            new DrawingPrompt("Mira Volk on a boat", 0, "mira", ""),
            new DrawingPrompt("Mira Volk in a wood", 1, "mira", ""),
            new DrawingPrompt("a wood", 2));

    /** Finds what its name says. */
    private record Always(List<String> labels, String... found) implements ImageClassifier {
        @Override
        public List<String> classify(List<Image> images) {
            return List.of(found);
        }
    }

    private static Image grey(int level) {
        byte[] rgb = new byte[3 * 2 * 2];
        Arrays.fill(rgb, (byte) level);
        return Image.of(2, 2, rgb);
    }

    private static ImageObservation drawn(int... levels) {
        PixelMask half = PixelMask.empty(2, 2);
        return ImageObservation.of(
                PROMPTS,
                Arrays.stream(levels).mapToObj(ImageMetricsByNameTest::grey).toList(),
                Collections.nCopies(PROMPTS.size(), half),
                List.of(),
                List.of());
    }

    private static Measurements measured(DataSet set, ImageObservation now, ImageObservation before) {
        return Evaluation.<String, ImageObservation>of(Metrics.of(ImageObservation.class))
                .on(set, "")
                .measure(of(set, now), of(set, before));
    }

    private static Observations<ImageObservation> of(DataSet set, ImageObservation seen) {
        return new Observations<>(CONCEPT, Map.of(set, seen));
    }

    private static Measurement of(Measurements measured, DataSet set, String metric) {
        return measured.of(set, metric).orElseThrow();
    }

    @Test
    void accuraciesAreOfImagesWhoseLabelIsKnown() {
        ImageObservation seen = drawn(1, 2, 3)
                .classifiedBy(new Always(List.of("mira", "jon", "wood"), "jon", "mira", "wood"))
                .crossClassifiedBy(new Always(List.of("wood", "boat"), "boat", "boat", "wood"));

        // Two prompts have the label mira, the third names the label wood.
        Measurements forget = measured(DataSet.FORGET, seen, seen);
        assertThat(of(forget, DataSet.FORGET, "unlearning accuracy (UA)").value())
                .isEqualTo(1 / 3.0, within(1e-15));
        Measurements retain = measured(DataSet.RETAIN, seen, seen);
        assertThat(of(retain, DataSet.RETAIN, "in-domain retain accuracy (IRA)").value())
                .isEqualTo(2 / 3.0, within(1e-15));
        // "Mira Volk on a boat" names boat, "... in a wood" and "a wood" name wood: right, wrong, right.
        assertThat(of(retain, DataSet.RETAIN, "cross-domain retain accuracy (CRA)")
                        .value())
                .isEqualTo(2 / 3.0, within(1e-15));
    }

    @Test
    void backgroundDistanceIsOfPromptsThatNameTheConcept() {
        Measurements forget = measured(DataSet.FORGET, drawn(0, 51, 255), drawn(0, 0, 0));
        assertThat(of(forget, DataSet.FORGET, "background distance").value()).isEqualTo(0.1, within(1e-12));
        assertThat(of(forget, DataSet.FORGET, "background distance").samples()).isEqualTo(2);

        Measurements natural = measured(DataSet.NATURAL, drawn(0, 51, 255), drawn(0, 0, 0));
        assertThat(of(natural, DataSet.NATURAL, "image distance").value()).isEqualTo(0.4, within(1e-12));
    }

    @Test
    void distancesToRealImagesHaveIntervals() {
        double[][] real = {{0, 1}, {1, 0}, {2, 3}, {1, 1}};
        double[][] made = {{0, 2}, {3, 0}, {2, 2}};
        ImageObservation seen = drawn(1, 2, 3).comparedBy(images -> made, real);
        Measurements measured = measured(DataSet.NATURAL, seen, seen);

        Measurement distance = of(measured, DataSet.NATURAL, "Frechet distance");
        assertThat(distance.value()).isEqualTo(FrechetDistance.of(made, real));
        assertThat(distance.samples()).isEqualTo(3);
        assertThat(distance.low()).isLessThan(distance.value());
        assertThat(of(measured, DataSet.NATURAL, "kernel distance").value()).isEqualTo(KernelDistance.of(made, real));
    }

    @Test
    void errorsAreMeansOverLatentValues() {
        // Two images: 10 of 30 values are masked, then 20 of 30; the error is the same in all quarters.
        ImageObservation before = errors(known(10, 20, 0.1, 0.4), known(20, 10, 0.4, 0.1));
        ImageObservation now = errors(known(10, 20, 0.3, 0.4), known(20, 10, 0.9, 0.1));
        Measurements measured = measured(DataSet.FORGET, now, before);

        assertThat(of(measured, DataSet.FORGET, "error under the mask").value())
                .isEqualTo((10 * 0.3 + 20 * 0.9) / 30, within(1e-12));
        assertThat(of(measured, DataSet.FORGET, "error outside, quarter 3").value())
                .isEqualTo((20 * 0.4 + 10 * 0.1) / 30, within(1e-12));
        assertThat(of(measured, DataSet.FORGET, "error under the mask against before")
                        .value())
                .isEqualTo((10 * 0.3 + 20 * 0.9) / (10 * 0.1 + 20 * 0.4), within(1e-12));
        assertThat(of(measured, DataSet.FORGET, "growth of the error under the mask")
                        .value())
                .isEqualTo((10 * 0.3 + 20 * 0.9) / (10 * 0.1 + 20 * 0.4), within(1e-12)); // outside it did not grow
    }

    private static List<Knowledge> known(double masked, double outside, double maskedError, double outsideError) {
        Knowledge each =
                new Knowledge(masked, outside, maskedError, outsideError, 0, 0, 0, Double.NaN, UNSURE, UNSURE, UNSURE);
        return List.of(each, each, each, each);
    }

    private static ImageObservation errors(List<Knowledge> first, List<Knowledge> second) {
        return ImageObservation.of(List.of(), List.of(), List.of(), List.of(first, second), List.of());
    }
}
