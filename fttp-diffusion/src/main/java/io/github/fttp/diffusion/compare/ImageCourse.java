package io.github.fttp.diffusion.compare;

import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Waypoint;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Measurements by which a run is followed: the errors on images of the concept and of others, always with the same noise, and
 * where somebody can tell what drawings show, drawings of fixed seeds. Where nobody can, a concept is gone once the error
 * under its masks grew as much against that outside as to chance.
 *
 * @param target images of the concept; empty for nothing to follow by
 * @param others images of others
 * @param drawings that show the concept or not; empty where nobody tells
 * @param left how much of its likelihood errors say is left, see {@link Waypoint}; NaN where drawings tell
 */
record ImageCourse(
        ComparedPipeline pipeline,
        List<LatentSample> target,
        List<LatentSample> others,
        Optional<FollowedDrawings> drawings,
        ToDoubleFunction<QuarterErrors> left) {
    /** Images of the concept, and of others, of which the errors are measured. */
    static final int MEASURED = 3;
    /** Drawings of which none may show the concept. */
    static final int DRAWN = 8;
    /**
     * So much the error under the masks must have grown before anything is drawn again, which takes more than measuring errors:
     * until then drawings show what they showed.
     */
    private static final double GROWN = 1.05;

    /** Follows by drawings. */
    static ImageCourse judged(
            ComparedPipeline pipeline,
            List<LatentSample> target,
            List<LatentSample> others,
            FollowedDrawings drawings) {
        return new ImageCourse(pipeline, target, others, Optional.of(drawings), errors -> Double.NaN);
    }

    /** Follows by errors alone; by nothing where there are no images, or a model that knows nothing errs no more. */
    static ImageCourse measured(ComparedPipeline pipeline, List<LatentSample> target, List<LatentSample> others) {
        ImageCourse none = new ImageCourse(pipeline, target, others, Optional.empty(), errors -> Double.NaN);
        if (target.isEmpty()) return none;
        TrainableUNet untouched = pipeline.untouchedTrainable();
        QuarterErrors before = none.errors(untouched);
        double most = QuarterErrors.atChance(untouched, target, List.of()).conceptError() / before.conceptError();
        if (!(most > 1)) return none;
        return new ImageCourse(
                pipeline,
                target,
                others,
                Optional.empty(),
                errors -> Math.max(0, Math.min(1, 1 - (errors.growthAgainst(before) - 1) / (most - 1))));
    }

    /**
     * Looks at the model as it is.
     *
     * @param last whether the run ends here in any case, so that drawings are looked at
     * @param path the looks before, the model as it was first
     */
    Waypoint at(int step, boolean last, List<Waypoint> path) {
        if (target.isEmpty()) return Waypoint.unseen(step);
        QuarterErrors errors = errors(pipeline.trainable());
        double concept = 1 / errors.conceptError();
        return new Waypoint(
                step,
                said(concept, last, path),
                left.applyAsDouble(errors),
                concept,
                1 / errors.restError(),
                1 / errors.retainError());
    }

    private double said(double concept, boolean last, List<Waypoint> path) {
        if (drawings.isEmpty()) return Double.NaN;
        if (path.isEmpty()) return drawings.get().said(1);
        double before = path.get(path.size() - 1).said();
        boolean hasGrown = path.get(0).concept() / concept >= GROWN;
        return hasGrown || last ? drawings.get().said(before) : before;
    }

    private QuarterErrors errors(TrainableUNet of) {
        return QuarterErrors.of(of, pipeline.timesteps(), target, others, MEASURED);
    }
}
