package io.github.fttp.diffusion.compare;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Mean squared errors of the noise that a U-Net finds in latents, at the middle of each quarter of the time steps: means over
 * latent values, whose intervals are over images.
 *
 * @param known for each image one a quarter
 */
record DenoisingErrors(List<List<Knowledge>> known) {
    private static final int QUARTERS = 4;

    /** Measures. */
    static DenoisingErrors of(TrainableUNet trainable, int timesteps, List<LatentSample> samples) {
        return new DenoisingErrors(StableDiffusionSubject.errors(trainable, timesteps, samples));
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
        add(figures, name, known.stream().map(quarters -> sums(quarters, loss, elements)));
        for (int q = 0; q < QUARTERS; q++) {
            int quarter = q;
            Stream<double[]> images =
                    known.stream().map(quarters -> sums(List.of(quarters.get(quarter)), loss, elements));
            add(figures, name + ", quarter " + (q + 1), images);
        }
    }

    /** An image without such values is none to draw anew. */
    private static void add(Figures figures, String name, Stream<double[]> images) {
        figures.of(
                name,
                DenoisingErrors::mean,
                images.filter(sums -> sums.length > 0).toList());
    }

    /** For each with such values the sum of their errors, and their number. */
    private static double[] sums(
            List<Knowledge> of, ToDoubleFunction<Knowledge> loss, ToDoubleFunction<Knowledge> elements) {
        return of.stream()
                .filter(each -> elements.applyAsDouble(each) > 0)
                .flatMapToDouble(each -> DoubleStream.of(
                        loss.applyAsDouble(each) * elements.applyAsDouble(each), elements.applyAsDouble(each)))
                .toArray();
    }

    /** Of {@link #sums}. */
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
