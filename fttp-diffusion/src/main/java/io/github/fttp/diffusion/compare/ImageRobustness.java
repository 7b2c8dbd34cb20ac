package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a concept that seems forgotten comes back: by a little pretraining, by rounding. */
final class ImageRobustness {
    private static final Relearning RELEARNING = new Relearning(Adam.rate(3e-4), 4, 20);
    private static final int TRAINED = 2;

    private final WorldStableDiffusion subject;
    private final ForgetTask task;
    private final ImageExam exam;

    ImageRobustness(WorldStableDiffusion subject, ForgetTask task, ImageExam exam) {
        this.subject = subject;
        this.task = task;
        this.exam = exam;
    }

    /**
     * All figures by name. Weights are rounded at the end.
     *
     * @param trainable the whole U-Net
     * @param untouched the same as it was
     */
    Map<String, Score> figures(TrainableUNet trainable, TrainableUNet untouched) {
        Map<String, Score> figures = new LinkedHashMap<>();
        List<LatentSample> asked = exam.ofTarget();
        double before = Knowledge.of(untouched, asked, asked.size()).conceptual();
        List<LatentSample> pretrained = task.images(TRAINED).stream()
                .map(each -> subject.sample(each, each.caption(), task.target()))
                .toList();
        RELEARNING
                .steps(trainable, pretrained, asked, before)
                .ifPresent(steps -> figures.put("steps to relearn", new Score(steps, 1)));
        Map<Parameter, float[]> weights = subject.weights();
        for (Rounding rounding : Rounding.values()) {
            rounding.set(weights);
            figures.put(
                    "unlearning accuracy with " + rounding.name().toLowerCase(Locale.ROOT) + " weights",
                    exam.unlearningAccuracy());
        }
        return figures;
    }
}
