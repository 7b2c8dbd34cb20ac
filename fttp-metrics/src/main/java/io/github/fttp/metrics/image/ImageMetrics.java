package io.github.fttp.metrics.image;

import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Requirement.CLASSIFIER;
import static io.github.fttp.metrics.Requirement.CLIP;
import static io.github.fttp.metrics.Requirement.CONCEPT_MASKS;
import static io.github.fttp.metrics.Requirement.CROSS_CLASSIFIER;
import static io.github.fttp.metrics.Requirement.DRAWINGS;
import static io.github.fttp.metrics.Requirement.REAL_IMAGES;
import static io.github.fttp.metrics.Role.FORGET;
import static io.github.fttp.metrics.Role.GENERALITY;
import static io.github.fttp.metrics.Role.NATURAL;
import static io.github.fttp.metrics.Role.RETAIN;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.MetricProvider;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.image.ImageObservation.Sight;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Supplies the metrics of models that draw images. */
public final class ImageMetrics implements MetricProvider {
    private static final long SEED = 1;
    /** Least number of images in each of two sets of images, for their distance. */
    private static final int FEWEST = 2;

    /** Name of what stands for conceptual knowledge where nothing is drawn: the less is known, the higher. */
    public static final String ERROR_UNDER_MASK = "error under the mask";
    /** Name of what stands for natural knowledge. */
    public static final String ERROR_OUTSIDE = "error outside";

    /** Conceptual and natural knowledge, as they are followed along a run: by the errors of the noise alone. */
    public static List<Metric<ImageObservation>> knowledge() {
        return Metrics.select(
                ImageObservation.class, List.of(ERROR_UNDER_MASK, ERROR_OUTSIDE), Set.of(Requirement.DENOISING_ERRORS));
    }

    @Override
    public List<Metric<?>> metrics() {
        return Stream.of(ofDrawings(), DenoisingMetrics.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Metric<?>> ofDrawings() {
        return List.of(
                metric(
                                "unlearning accuracy (UA)",
                                "Share of images of the concept in which a classifier does not find it.",
                                seen -> right(seen.now().seen(), each -> 1 - each))
                        .source("1 - accuracy; Zhang et al. 2024 (UnlearnCanvas)")
                        .needs(DRAWINGS, CLASSIFIER)
                        .on(FORGET, GENERALITY)
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric(
                                "in-domain retain accuracy (IRA)",
                                "Share of images of the concept's neighbours in which a classifier finds them.",
                                seen -> right(seen.now().seen(), each -> each))
                        .source("accuracy on the other labels of the domain; Zhang et al. 2024 (UnlearnCanvas)")
                        .needs(DRAWINGS, CLASSIFIER)
                        .on(RETAIN, NATURAL)
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric(
                                "cross-domain retain accuracy (CRA)",
                                "Share of images in which a classifier of another domain finds what the prompt says.",
                                seen -> right(seen.now().crossSeen(), each -> each))
                        .source("accuracy of the other domain's classifier; Zhang et al. 2024 (UnlearnCanvas)")
                        .needs(DRAWINGS, CROSS_CLASSIFIER)
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric(
                                "CLIP score",
                                "How well images show what their prompts say.",
                                seen -> mean(seen.now().clipScores()))
                        .source("max(100 cos, 0); Hessel et al. 2021")
                        .needs(DRAWINGS, CLIP)
                        .better(Direction::ofKnowledge),
                metric(
                                "Frechet distance",
                                "How far drawn images are from real ones, by normal distributions of their features; compare equal"
                                        + " numbers only.",
                                seen -> distance(seen.now(), FrechetDistance::of))
                        .source("|m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)); Heusel et al. 2017 (FID)")
                        .needs(DRAWINGS, REAL_IMAGES)
                        .better(Direction.LOWER),
                metric(
                                "kernel distance",
                                "How far drawn images are from real ones, by all pairs of their features.",
                                seen -> distance(seen.now(), KernelDistance::of))
                        .source("unbiased squared MMD, kernel (x y / d + 1)^3; Binkowski et al. 2018 (KID)")
                        .needs(DRAWINGS, REAL_IMAGES)
                        .better(Direction.LOWER),
                metric(
                                "background distance",
                                "How far images of the concept went from those before, beside the concept.",
                                ImageMetrics::background)
                        .source("root of the mean squared difference of colours outside the mask, from 0 to 1")
                        .needs(DRAWINGS, BEFORE, CONCEPT_MASKS)
                        .on(FORGET, GENERALITY)
                        .better(Direction.LOWER),
                metric(
                                "image distance",
                                "How far images of everything else went from those before.",
                                ImageMetrics::whole)
                        .source("root of the mean squared difference of colours, from 0 to 1")
                        .needs(DRAWINGS, BEFORE)
                        .on(RETAIN, NATURAL)
                        .better(Direction.LOWER));
    }

    private static MetricDefinition<ImageObservation> metric(
            String name, String description, Function<Observed<ImageObservation>, Interval> formula) {
        return MetricDefinition.of(ImageObservation.class, name, description, formula);
    }

    private static Interval mean(List<Double> values) {
        if (values.isEmpty()) return Interval.NONE;
        return Interval.ofMean(values.stream().mapToDouble(Double::doubleValue).toArray(), SEED);
    }

    /** Measures the images whose label is known. */
    private static Interval right(List<Sight> sights, DoubleUnaryOperator value) {
        return mean(sights.stream()
                .filter(each -> !each.expected().isEmpty())
                .map(each -> value.applyAsDouble(each.found().equals(each.expected()) ? 1 : 0))
                .toList());
    }

    private static Interval distance(ImageObservation seen, ToDoubleBiFunction<double[][], double[][]> between) {
        if (seen.features().size() < FEWEST || seen.realFeatures().size() < FEWEST) return Interval.NONE;
        double[][] real = seen.realFeatures().toArray(double[][]::new);
        return Interval.jackknife(
                drawn -> drawn.size() < FEWEST
                        ? Double.NaN
                        : between.applyAsDouble(drawn.toArray(double[][]::new), real),
                seen.features());
    }

    /** Only of prompts that name the concept. */
    private static Interval background(Observed<ImageObservation> seen) {
        return distances(
                seen,
                i -> !seen.concept()
                        .occurrences(seen.now().prompts().get(i).text())
                        .isEmpty(),
                i -> seen.then().masks().get(i));
    }

    private static Interval whole(Observed<ImageObservation> seen) {
        return distances(seen, i -> true, i -> {
            Image image = seen.now().images().get(i);
            return PixelMask.empty(image.width(), image.height());
        });
    }

    /** Measures distances; what a mask covers whole has no outside and does not count. */
    private static Interval distances(
            Observed<ImageObservation> seen, IntPredicate counted, IntFunction<PixelMask> mask) {
        List<Image> now = seen.now().images();
        List<Image> then = seen.then().images();
        return mean(IntStream.range(0, now.size())
                .filter(counted)
                .mapToObj(i -> BackgroundDistance.of(then.get(i), now.get(i), mask.apply(i)))
                .filter(Double::isFinite)
                .toList());
    }
}
