package io.github.fttp.examples.compare;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.DiffusionTrainee;
import io.github.fttp.diffusion.train.LatentSample;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Mean squared errors of the noise that a U-Net finds in latents, at the middle of each quarter of the time steps: means over
 * latent values, whose intervals are over pictures.
 *
 * @param known for each picture one a quarter
 */
record DenoisingErrors(List<List<Knowledge>> known) {
    private static final int QUARTERS = 4;

    /** Measures. */
    static DenoisingErrors of(DiffusionTrainee trainee, int timesteps, List<LatentSample> samples) {
        List<DiffusionTrainee> quarters = IntStream.of(DiffusionTrainee.quartiles(timesteps))
                .mapToObj(trainee::evaluatedAt)
                .toList();
        return new DenoisingErrors(samples.stream()
                .map(sample -> quarters.stream()
                        .map(there -> Knowledge.of(there, List.of(sample), 1))
                        .toList())
                .toList());
    }

    /** Adds that under the masks, of all quarters and of each. */
    void underMask(Figures figures, String name) {
        add(figures, name, Knowledge::conceptLoss, Knowledge::conceptElements);
    }

    /** Adds that outside. */
    void outside(Figures figures, String name) {
        add(figures, name, Knowledge::restLoss, Knowledge::restElements);
    }

    private void add(
            Figures figures, String name, ToDoubleFunction<Knowledge> loss, ToDoubleFunction<Knowledge> elements) {
        add(figures, name, quarters -> quarters, loss, elements);
        for (int q = 0; q < QUARTERS; q++) {
            int quarter = q;
            add(
                    figures,
                    name + ", quarter " + (q + 1),
                    quarters -> quarters.subList(quarter, quarter + 1),
                    loss,
                    elements);
        }
    }

    /** Of the quarters that are picked of a picture's. */
    private void add(
            Figures figures,
            String name,
            UnaryOperator<List<Knowledge>> picked,
            ToDoubleFunction<Knowledge> loss,
            ToDoubleFunction<Knowledge> elements) {
        List<double[]> pictures = known.stream()
                .map(quarters -> picked.apply(quarters).stream()
                        .filter(each -> elements.applyAsDouble(each) > 0)
                        .flatMapToDouble(each -> DoubleStream.of(
                                loss.applyAsDouble(each) * elements.applyAsDouble(each), elements.applyAsDouble(each)))
                        .toArray())
                .filter(sums -> sums.length > 0)
                .toList();
        figures.of(name, DenoisingErrors::mean, pictures);
    }

    /** Of pairs: a sum of errors, and the number of values that it is of. */
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
