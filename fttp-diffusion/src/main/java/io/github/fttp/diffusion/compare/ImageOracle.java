package io.github.fttp.diffusion.compare;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Oracle;
import io.github.fttp.metrics.compare.Oracle.Part;
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
 * @param errors at each quarter of the time steps of each image, under the mask and outside of it; NaN where an image has no such
 *     part
 */
record ImageOracle(Map<Part, List<float[]>> features, Map<Part, List<Double>> errors) {
    /**
     * @param exam of the model's own pipeline
     * @param model the same in the loop
     */
    static ImageOracle of(ImageExam exam, TrainableUNet model, int timesteps) {
        List<Knowledge> all = StableDiffusionSubject.errors(model, timesteps, exam.unseen()).stream()
                .flatMap(List::stream)
                .toList();
        return new ImageOracle(
                exam.features(),
                Map.of(
                        Part.CONCEPT,
                        all.stream().map(Knowledge::conceptLoss).toList(),
                        Part.REST,
                        all.stream().map(Knowledge::restLoss).toList()));
    }

    /** Measures how far another model is from this one, by {@link Oracle}. */
    Map<String, Score> distances(ImageOracle other) {
        Map<String, Score> distances = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            if (features.containsKey(part)) {
                distances.put(part.outputs(), outputs(features.get(part), other.features.get(part)));
            }
            List<Double> apart = apart(errors.get(part), other.errors.get(part));
            if (!apart.isEmpty()) distances.put(part.errors(), Score.mean(apart));
        }
        return distances;
    }

    private static Score outputs(List<float[]> some, List<float[]> others) {
        return Score.mean(IntStream.range(0, some.size())
                .mapToObj(i -> 1 - Cosine.of(some.get(i), others.get(i)))
                .toList());
    }

    private static List<Double> apart(List<Double> some, List<Double> others) {
        List<Double> apart = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            double each = Math.abs(some.get(i) - others.get(i));
            if (Double.isFinite(each)) apart.add(each);
        }
        return apart;
    }
}
