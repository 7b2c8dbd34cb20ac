package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Whether a concept that seems forgotten comes back: by a little training, by rounding. */
record ImageAttacks(Set<Attack> attacks, ImageExam exam, ComparedPipeline pipeline) {
    /** Images that {@link Attack#RELEARNING} trains on. */
    static final int RELEARNED = 2;

    private static final Relearning RELEARNING = new Relearning(Adam.rate(3e-4), 4, 20);

    /** All scores by name. Weights are rounded at the end. */
    Map<String, Score> scores() {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (attacks.contains(Attack.RELEARNING)) {
            relearning().ifPresent(steps -> scores.put(Attack.STEPS, new Score(steps, 1)));
        }
        if (attacks.contains(Attack.ROUNDING)) scores.putAll(rounded());
        return scores;
    }

    /** The whole U-Net learns. */
    private OptionalInt relearning() {
        TrainableUNet trainable = pipeline.trainable(pipeline.model().unet().parameters());
        List<LatentSample> asked = exam.unseen();
        double before =
                Knowledge.of(pipeline.untouchedTrainable(), asked, asked.size()).conceptual();
        return RELEARNING.steps(trainable, exam.relearned(), asked, before);
    }

    private Map<String, Score> rounded() {
        Map<String, Score> scores = new LinkedHashMap<>();
        Map<Parameter, float[]> weights = pipeline.weights();
        for (Rounding rounding : Rounding.values()) {
            rounding.set(weights);
            exam.ofForgotten(pipeline.trainable())
                    .forEach((name, score) -> scores.put(Attack.rounded(name, rounding), score));
        }
        return scores;
    }
}
