package io.github.fttp.metrics.image;

import static io.github.fttp.metrics.Measurement.Kind.RATIO;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Requirement.DENOISING_ERRORS;
import static io.github.fttp.metrics.Role.FORGET;
import static io.github.fttp.metrics.Role.GENERALITY;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Metrics of the squared errors of the noise that a model finds: conceptual knowledge is lost where they grow under the mask,
 * natural knowledge where they grow outside. Means are over latent values, intervals over images.
 */
final class DenoisingMetrics {
    private static final long SEED = 1;
    private static final int QUARTERS = 4;
    private static final String SOURCE = "mean (eps - eps')^2, same noise and steps each time; FTTP";

    private DenoisingMetrics() {}

    static List<Metric<?>> all() {
        List<Metric<?>> metrics = new ArrayList<>();
        metrics.addAll(errors(Part.MASKED, ImageMetrics.ERROR_UNDER_MASK, "under the masks of the concept"));
        metrics.addAll(errors(Part.OUTSIDE, ImageMetrics.ERROR_OUTSIDE, "outside of the masks"));
        metrics.add(against(Part.MASKED, "error under the mask against before"));
        metrics.add(against(Part.OUTSIDE, "error outside against before"));
        metrics.add(metric(
                        "growth of the error under the mask",
                        "How many times as much the error grew under the mask as outside; 1 where nothing was forgotten, or"
                                + " everything alike.",
                        seen -> compared(
                                seen,
                                (now, before) -> growth(now, before, Part.MASKED) / growth(now, before, Part.OUTSIDE)))
                .source("(masked / masked before) / (outside / outside before)")
                .needs(DENOISING_ERRORS, BEFORE)
                .on(FORGET, GENERALITY)
                .kind(RATIO)
                .better(Direction.HIGHER));
        return metrics;
    }

    /** Which latent values. */
    private enum Part {
        MASKED(Direction.HIGHER) {
            @Override
            double error(Knowledge known) {
                return known.conceptLoss();
            }

            @Override
            double values(Knowledge known) {
                return known.conceptElements();
            }
        },
        OUTSIDE(Direction.LOWER) {
            @Override
            double error(Knowledge known) {
                return known.restLoss();
            }

            @Override
            double values(Knowledge known) {
                return known.restElements();
            }
        };

        private final Direction better;

        Part(Direction better) {
            this.better = better;
        }

        abstract double error(Knowledge known);

        abstract double values(Knowledge known);
    }

    /** All quarters together, and each. */
    private static List<Metric<?>> errors(Part part, String name, String where) {
        List<Metric<?>> metrics = new ArrayList<>();
        metrics.add(error(part, name, "Squared error of the noise that the model finds " + where + ".", 0, QUARTERS)
                .chance(seen -> error(seen.now().chance(), part)));
        for (int q = 0; q < QUARTERS; q++) {
            metrics.add(error(
                    part,
                    name + ", quarter " + (q + 1),
                    "Likewise at the middle of quarter " + (q + 1) + " of the time steps.",
                    q,
                    q + 1));
        }
        return metrics;
    }

    private static MetricDefinition<ImageObservation> error(
            Part part, String name, String description, int from, int to) {
        return metric(name, description, seen -> {
                    List<double[]> images = seen.now().errors().stream()
                            .map(quarters -> sums(quarters.subList(from, to), part))
                            .filter(sums -> sums.length > 0)
                            .toList();
                    return images.isEmpty() ? Interval.NONE : Interval.ofGroups(DenoisingMetrics::mean, images, SEED);
                })
                .source(SOURCE)
                .better(part.better);
    }

    private static Metric<?> against(Part part, String name) {
        return metric(
                        name,
                        "That error as a multiple of the unchanged model's.",
                        seen -> compared(seen, (now, before) -> growth(now, before, part)))
                .source("error / error before")
                .needs(DENOISING_ERRORS, BEFORE)
                .kind(RATIO)
                .better(part.better);
    }

    private static MetricDefinition<ImageObservation> metric(
            String name, String description, Function<Observed<ImageObservation>, Interval> formula) {
        return MetricDefinition.of(ImageObservation.class, name, description, formula)
                .needs(DENOISING_ERRORS);
    }

    private interface OfBoth {
        double of(List<List<Knowledge>> now, List<List<Knowledge>> before);
    }

    /** Both models on the same images, which are drawn anew together. */
    private static Interval compared(Observed<ImageObservation> seen, OfBoth figure) {
        List<List<Knowledge>> now = seen.now().errors();
        List<List<Knowledge>> before = seen.then().errors();
        if (now.isEmpty()) return Interval.NONE;
        if (before.size() != now.size()) {
            throw new IllegalArgumentException("the model before was observed on " + before.size() + " images of "
                    + seen.set() + ", expected the same " + now.size());
        }
        Interval interval =
                Interval.ofSamples(drawn -> figure.of(at(now, drawn[0]), at(before, drawn[0])), SEED, now.size());
        return Double.isNaN(interval.value()) ? Interval.NONE : interval;
    }

    private static <T> List<T> at(List<T> items, int... numbers) {
        return IntStream.of(numbers).mapToObj(items::get).toList();
    }

    private static double growth(List<List<Knowledge>> now, List<List<Knowledge>> before, Part part) {
        return error(now, part) / error(before, part);
    }

    private static double error(List<List<Knowledge>> images, Part part) {
        return mean(images.stream()
                .flatMapToDouble(quarters -> DoubleStream.of(sums(quarters, part)))
                .toArray());
    }

    /** For each with such values the sum of their errors, and their number. */
    private static double[] sums(List<Knowledge> of, Part part) {
        return of.stream()
                .filter(each -> part.values(each) > 0)
                .flatMapToDouble(each -> DoubleStream.of(part.error(each) * part.values(each), part.values(each)))
                .toArray();
    }

    /** Mean error of {@link #sums}. */
    private static double mean(double... sums) {
        double errors = 0;
        double values = 0;
        for (int i = 0; i < sums.length; i += 2) {
            errors += sums[i];
            values += sums[i + 1];
        }
        return errors / values;
    }
}
