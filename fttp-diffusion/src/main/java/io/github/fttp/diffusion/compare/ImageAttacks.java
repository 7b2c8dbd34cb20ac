package io.github.fttp.diffusion.compare;

import io.github.fttp.core.optim.Adam;
import io.github.fttp.diffusion.robustness.PrefixedPrompt;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import io.github.fttp.metrics.robustness.UnlearnDiffAtk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** Whether a concept that seems forgotten comes back: by a learned prefix, by a little training, by rounding. */
record ImageAttacks(Set<Attack> attacks, ImageExam exam, ComparedPipeline pipeline, Budget budget) {
    /** Images that {@link Attack#RELEARNING} trains on. */
    static final int RELEARNED = 2;

    /** Prompts that {@link Attack#PREFIX} learns a prefix for. */
    static final int PROMPTS = 3;
    /** Noise levels that it goes through, where the authors go through 50. */
    private static final int LEVELS = 2;

    private static final Relearning RELEARNING = new Relearning(Adam.rate(3e-4), 4, Attack.MOST_STEPS);

    /** All scores by name. */
    Map<String, Score> scores(long seed) {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (attacks.contains(Attack.PREFIX)) scores.put(Attack.DRAWN, prefixed(seed));
        if (attacks.contains(Attack.RELEARNING)) {
            relearning().ifPresent(steps -> scores.put(Attack.STEPS, new Score(steps, 1)));
        }
        if (attacks.contains(Attack.ROUNDING)) scores.putAll(rounded());
        return scores;
    }

    /** Measures how often the concept is drawn without a prefix or else behind the one that is learned for the prompt. */
    private Score prefixed(long seed) {
        List<Boolean> drawn = new ArrayList<>();
        UnlearnDiffAtk authors = UnlearnDiffAtk.authors(seed);
        UnlearnDiffAtk attack = authors.iterations(budget.of(authors.iterations()));
        for (ImageExam.Prompted asked : budget.of(exam.prompted())) {
            PrefixedPrompt attacked = new PrefixedPrompt(
                    pipeline.model(),
                    pipeline.denoising(),
                    pipeline.how(),
                    asked.image(),
                    asked.prompt(),
                    exam.concept());
            Predicate<int[]> shows = prefix -> exam.shows(asked, attacked.draw(seed, prefix));
            drawn.add(shows.test(new int[0])
                    || attack.learn(attacked.levels(LEVELS, seed), shows).succeeded());
        }
        return Score.share(drawn);
    }

    /** The whole U-Net learns. */
    private OptionalInt relearning() {
        TrainableUNet trainable = pipeline.trainable(pipeline.model().unet().parameters());
        List<LatentSample> asked = exam.unseen();
        double before = Relearning.known(pipeline.untouchedTrainable(), asked);
        return RELEARNING.steps(trainable, exam.relearned(), asked, before);
    }

    private Map<String, Score> rounded() {
        Map<String, Score> scores = new LinkedHashMap<>();
        for (Rounding rounding : Rounding.values()) {
            rounding.during(pipeline.model().unet().parameters(), () -> exam.ofForgotten(pipeline.trainable()))
                    .forEach((name, score) -> scores.put(Attack.rounded(name, rounding), score));
        }
        return scores;
    }
}
