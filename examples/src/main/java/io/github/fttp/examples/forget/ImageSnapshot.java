package io.github.fttp.examples.forget;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.DiffusionTrainee;
import io.github.fttp.diffusion.train.LatentSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a model denoises at one moment, in each quarter of the time steps; the same noise whenever it is asked.
 *
 * @param forget of the pictures to forget, four
 * @param retain of those to keep, four, or none
 */
record ImageSnapshot(List<Knowledge> forget, List<Knowledge> retain) {
    static ImageSnapshot of(
            DiffusionTrainee trainee, int timesteps, List<LatentSample> forget, List<LatentSample> retain, int batch) {
        List<Knowledge> ofForget = new ArrayList<>();
        List<Knowledge> ofRetain = new ArrayList<>();
        for (int timestep : DiffusionTrainee.quartiles(timesteps)) {
            DiffusionTrainee there = trainee.evaluatedAt(timestep);
            ofForget.add(Knowledge.of(there, forget, batch));
            if (!retain.isEmpty()) ofRetain.add(Knowledge.of(there, retain, batch));
        }
        return new ImageSnapshot(ofForget, ofRetain);
    }

    /** Mean over the quarters of the squared error under the mask. */
    double conceptError() {
        return forget.stream().mapToDouble(Knowledge::conceptLoss).average().orElseThrow();
    }

    /** The same outside of it. */
    double restError() {
        return forget.stream().mapToDouble(Knowledge::restLoss).average().orElseThrow();
    }

    /** The same of pictures to keep; NaN where there are none. */
    double retainError() {
        return retain.stream().mapToDouble(Knowledge::restLoss).average().orElse(Double.NaN);
    }

    /** By name, as the log has them along a run. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int q = 0; q < forget.size(); q++) {
            figures.put("concept_error_q" + (q + 1), forget.get(q).conceptLoss());
            figures.put("rest_error_q" + (q + 1), forget.get(q).restLoss());
        }
        for (int q = 0; q < retain.size(); q++) {
            figures.put("retain_error_q" + (q + 1), retain.get(q).restLoss());
        }
        figures.put("concept_error", conceptError());
        figures.put("rest_error", restError());
        if (!retain.isEmpty()) figures.put("retain_error", retainError());
        return figures;
    }
}
