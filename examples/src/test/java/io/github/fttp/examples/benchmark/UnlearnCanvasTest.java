package io.github.fttp.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.github.fttp.core.image.Image;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.ImageBenchmark;
import io.github.fttp.metrics.benchmark.ImageStore;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageClassifier;
import io.github.fttp.metrics.image.ImageObservation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlearnCanvasTest {
    @TempDir
    Path folder;

    private ImageBenchmark read(String forget) {
        return (ImageBenchmark) Benchmarks.named("unlearncanvas")
                .read(
                        BenchmarkRequest.of(TinyBenchmarks.unlearnCanvas(folder.resolve("data")), forget),
                        new ImageStore(folder));
    }

    /** A classifier that finds the same label as often as it is told, then another. */
    private record Says(List<String> labels, String mostly, int often, String then) implements ImageClassifier {
        @Override
        public List<String> classify(List<Image> images) {
            List<String> said = new ArrayList<>(Collections.nCopies(often, mostly));
            said.addAll(Collections.nCopies(images.size() - often, then));
            return said;
        }
    }

    @Test
    void drawsEveryObjectInEveryStyleWithFiveSeeds() {
        ImageBenchmark canvas = read("in_the_forest");
        List<DrawingPrompt> forget = canvas.sets().get(DataSet.FORGET);
        assertThat(forget).hasSize(10);
        assertThat(canvas.sets().get(DataSet.RETAIN)).hasSize(10);
        assertThat(forget.get(0))
                .isEqualTo(new DrawingPrompt(
                        "A Mira Volk image in in the forest style.", 188, "in_the_forest", "Mira_Volk"));
        assertThat(canvas.forget()).hasSize(4); // all of the style
        assertThat(canvas.retain()).hasSize(2); // the first of each other pair
        assertThat(read("Tobin_Ash").sets().get(DataSet.FORGET))
                .allMatch(each -> each.label().equals("Tobin_Ash"));
        assertThatThrownBy(() -> read("Cubism"))
                .hasMessageContaining("expected one of in_the_forest, on_the_beach, Mira_Volk");
    }

    @Test
    void givesUaIraAndCra() {
        ImageBenchmark canvas = read("in_the_forest");
        List<String> styles = List.of("in the forest", "on the beach");
        Map<DataSet, ImageObservation> observed = new LinkedHashMap<>();
        canvas.sets().forEach((set, prompts) -> {
            List<Image> drawn = Collections.nCopies(prompts.size(), Image.filled(8, 8, 0, 0, 0));
            boolean forget = set.equals(DataSet.FORGET);
            // The erased style is found in 2 of 10 images, the other one in 9 of 10.
            ImageClassifier style = forget
                    ? new Says(styles, "in the forest", 2, "on the beach")
                    : new Says(styles, "on the beach", 9, "in the forest");
            // Objects come in turn, so that one that is always said is right in 5 of 10; over both sets 10 of 20.
            ImageClassifier object = new Says(List.of("Mira Volk", "Tobin Ash"), "Mira Volk", 10, "");
            observed.put(
                    set,
                    ImageObservation.of(prompts, drawn, List.of(), List.of(), List.of())
                            .classifiedBy(style)
                            .crossClassifiedBy(object));
        });
        List<Metric<ImageObservation>> metrics = new ArrayList<>(Metrics.of(ImageObservation.class));
        metrics.removeIf(each -> !each.name().contains("UA") && !each.name().contains("IRA"));
        metrics.addAll(canvas.metrics());
        Measurements measured =
                new Evaluation<>(metrics, canvas.sets()).measure(new Observations<>(canvas.concept(), observed));
        double[] figures = canvas.figures().stream()
                .mapToDouble(each ->
                        measured.of(each.set(), each.metric()).orElseThrow().value())
                .toArray();
        assertThat(figures).containsExactly(new double[] {0.8, 0.9, 0.5}, offset(1e-12));
    }
}
