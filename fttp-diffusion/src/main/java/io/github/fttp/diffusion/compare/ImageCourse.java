package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Waypoint;
import io.github.fttp.metrics.image.DrawingPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What a run is followed on: the errors on images of the concept and of others, always with the same noise, and where somebody
 * can tell what drawings show, drawings of fixed seeds. Where nobody can, a concept is gone once the error under its masks grew as
 * much against that outside as to chance.
 *
 * @param target images of the concept; empty for nothing to follow by
 * @param others images of others
 * @param said the share of drawings that show the concept; NaN where nobody tells
 * @param left how much of its likelihood errors say is left, see {@link Waypoint}; NaN where drawings tell
 */
record ImageCourse(
        ComparedPipeline pipeline,
        List<LatentSample> target,
        List<LatentSample> others,
        DoubleSupplier said,
        ToDoubleFunction<QuarterErrors> left) {
    /** Images of the concept, and of others, of which the errors are measured. */
    static final int MEASURED = 3;
    /** Drawings of which none may show the concept. */
    static final int DRAWN = 8;
    /** So many are drawn at a time; a concept that is shown is not gone, and the others are not drawn. */
    private static final List<Integer> TOGETHER = List.of(1, 3, DRAWN);

    /**
     * Follows by drawings.
     *
     * @param prompts that name the concept
     * @param shows tells whether each drawing of some prompts shows it
     */
    static ImageCourse judged(
            ComparedPipeline pipeline,
            List<LatentSample> target,
            List<LatentSample> others,
            List<DrawingPrompt> prompts,
            BiFunction<List<DrawingPrompt>, List<Image>, List<Boolean>> shows) {
        return new ImageCourse(pipeline, target, others, () -> said(pipeline, prompts, shows), errors -> Double.NaN);
    }

    private static double said(
            ComparedPipeline pipeline,
            List<DrawingPrompt> prompts,
            BiFunction<List<DrawingPrompt>, List<Image>, List<Boolean>> shows) {
        List<Boolean> shown = new ArrayList<>();
        for (int count : TOGETHER) {
            int from = shown.size();
            List<DrawingPrompt> some = prompts.subList(from, Math.min(from + count, prompts.size()));
            if (!some.isEmpty() && !shown.contains(true)) shown.addAll(shows.apply(some, pipeline.draw(some)));
        }
        return Score.share(shown).value();
    }

    /** Follows by errors alone; by nothing where there are no images. */
    static ImageCourse measured(ComparedPipeline pipeline, List<LatentSample> target, List<LatentSample> others) {
        ImageCourse none = new ImageCourse(pipeline, target, others, () -> Double.NaN, errors -> Double.NaN);
        if (target.isEmpty()) return none;
        TrainableUNet untouched = pipeline.untouchedTrainable();
        QuarterErrors before = none.errors(untouched);
        double most = QuarterErrors.atChance(untouched, target, List.of()).conceptError() / before.conceptError();
        return new ImageCourse(
                pipeline,
                target,
                others,
                () -> Double.NaN,
                errors -> Math.max(0, Math.min(1, 1 - (errors.growthAgainst(before) - 1) / (most - 1))));
    }

    /** Looks at the model as it is. */
    Waypoint at(int step) {
        if (target.isEmpty()) return Waypoint.unseen(step);
        QuarterErrors errors = errors(pipeline.trainable());
        return new Waypoint(
                step,
                said.getAsDouble(),
                left.applyAsDouble(errors),
                1 / errors.conceptError(),
                1 / errors.restError(),
                1 / errors.retainError());
    }

    private QuarterErrors errors(TrainableUNet of) {
        return QuarterErrors.of(of, pipeline.timesteps(), target, others, MEASURED);
    }
}
