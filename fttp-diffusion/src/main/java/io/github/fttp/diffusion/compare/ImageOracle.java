package io.github.fttp.diffusion.compare;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Oracle;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.Cosine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model as it draws and as it errs where an exam asks: one that was trained without the concept, which models that forgot are
 * compared with.
 *
 * @param features of what it draws, a row each; none where nothing makes features
 * @param errors at each quarter of the time steps of each image, under the mask and outside of it
 */
record ImageOracle(List<float[]> features, List<Double> errors) {
    /**
     * @param exam of the model's own pipeline
     * @param model the same in the loop
     */
    static ImageOracle of(ImageExam exam, TrainableUNet model, int timesteps) {
        List<Double> errors = new ArrayList<>();
        for (List<Knowledge> quarters : StableDiffusionSubject.errors(model, timesteps, exam.unseen())) {
            for (Knowledge each : quarters) errors.addAll(List.of(each.conceptLoss(), each.restLoss()));
        }
        return new ImageOracle(exam.features(), errors);
    }

    /** Measures how far another model is from this one, by {@link Oracle}. */
    Map<String, Score> distances(ImageOracle other) {
        Map<String, Score> distances = new LinkedHashMap<>();
        if (!features.isEmpty()) {
            distances.put(
                    Oracle.OUTPUTS,
                    Score.mean(IntStream.range(0, features.size())
                            .mapToObj(i -> 1 - Cosine.of(features.get(i), other.features.get(i)))
                            .toList()));
        }
        distances.put(
                Oracle.ERRORS,
                Score.mean(IntStream.range(0, errors.size())
                        .mapToObj(i -> Math.abs(errors.get(i) - other.errors.get(i)))
                        .filter(Double::isFinite) // an image may have no outside
                        .toList()));
        return distances;
    }
}
