package io.github.fttp.examples.quickstart;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.train.LatentSample;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The quickstart's image half: the Stable Diffusion that {@link io.github.fttp.examples.teach.TeachSd} taught forgets by FTTP and, from the same start, by GA. */
record PictureHalf(PictureExercise exercise, List<PictureExam> exams) {
    /** High, since little trains: the authors' 1e-5 is for all weights of a model a thousand times as large. */
    private static final double RATE = 2e-3;

    private static final int BATCH = 4;
    /** The authors pull with 30 to 55. Here that is over in half the steps, when ascent alone has not ruined much yet. */
    private static final Fttp FTTP = new Fttp(8, 55);

    static PictureHalf of(Engine engine, Path folder, PictureExercise.Sizes sizes, int steps, long seed) {
        // Another world than the one that teach-sd drew.
        PictureExercise exercise = PictureExercise.of(new LittleWorld(~seed), sizes);
        LittleSdResource.copyTo(folder);
        try (SmallDiffusion model = SmallDiffusion.open(folder, engine, sizes.steps())) {
            List<LatentSample> forgetting = model.samples(exercise.forgetting());
            List<LatentSample> target = model.samples(exercise.target());
            List<LatentSample> others = model.samples(exercise.others());
            Map<String, float[]> taught = model.snapshot();
            PictureExam before = PictureExam.of("before", model, target, others);

            forget(model, FTTP, forgetting, steps);
            PictureExam fttp = PictureExam.of("FTTP", model, target, others);

            model.restore(taught);
            forget(model, new GradientAscent(), forgetting, steps);
            PictureExam ga = PictureExam.of("GA", model, target, others);
            return new PictureHalf(exercise, List.of(before, fttp, ga));
        }
    }

    private static void forget(SmallDiffusion model, UnlearningMethod method, List<LatentSample> samples, int steps) {
        Unlearner.of(model.trainee())
                .method(method)
                .optimizer(Adam.rate(RATE))
                .batch(BATCH)
                .steps(steps)
                .forget(samples);
    }
}
