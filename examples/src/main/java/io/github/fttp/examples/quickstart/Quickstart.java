package io.github.fttp.examples.quickstart;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.examples.teach.StepLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Teaches a small LLaVA who six invented characters are, then forgets one: by FTTP and, from the same start, by plain GA. Then
 * the same in pictures, with a Stable Diffusion that was taught before.
 */
@Command(
        name = "quickstart",
        description = "Teach a small model six characters, forget one by FTTP and by GA, and report.")
public final class Quickstart implements Callable<Integer> {
    @Option(
            names = "--out",
            defaultValue = "quickstart",
            description = "folder of the report (default: ${DEFAULT-VALUE})")
    Path out;

    @Option(names = "--teaching-steps", defaultValue = "600", description = "(default: ${DEFAULT-VALUE})")
    int teachingSteps;

    @Option(names = "--steps", defaultValue = "60", description = "of forgetting (default: ${DEFAULT-VALUE})")
    int steps;

    @Option(
            names = "--picture-steps",
            defaultValue = "120",
            description = "of forgetting in pictures (default: ${DEFAULT-VALUE})")
    int pictureSteps;

    @Option(names = "--seed", defaultValue = "3", description = "of pictures and weights (default: ${DEFAULT-VALUE})")
    long seed;

    private final Exercise.Sizes sizes;
    private final PictureExercise.Sizes pictureSizes;

    /** The quickstart as the README describes it. */
    public Quickstart() {
        this(Exercise.Sizes.QUICKSTART, PictureExercise.Sizes.QUICKSTART);
    }

    Quickstart(Exercise.Sizes sizes, PictureExercise.Sizes pictureSizes) {
        this.sizes = sizes;
        this.pictureSizes = pictureSizes;
    }

    @Override
    public Integer call() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + Refusal.reason(e), e);
        }
        Exercise exercise = Exercise.of(new LittleWorld(seed), sizes);
        try (Engine engine = Engines.best().engine();
                SmallLlava llava = new SmallLlava(engine, out, exercise.teaching(), seed)) {
            System.out.println("teaching " + LittleWorld.PEOPLE.size() + " characters ...");
            teach(llava, exercise);
            Map<String, float[]> taught = llava.snapshot();
            Exam before = Exam.of("before", llava, exercise);

            List<Step> fttpSteps = forget(llava, new Fttp(0.3f, 1), exercise);
            Exam fttp = Exam.of("FTTP", llava, exercise);

            llava.restore(taught);
            List<Step> gaSteps = forget(llava, new GradientAscent(), exercise);
            Exam ga = Exam.of("GA", llava, exercise);

            System.out.println("forgetting in pictures ...");
            PictureHalf pictures = PictureHalf.of(engine, out.resolve("little-sd"), pictureSizes, pictureSteps, seed);
            QuickstartReport report = new QuickstartReport(
                    exercise, List.of(before, fttp, ga), fttpSteps, gaSteps, new PictureReport(pictures));
            report.print(System.out);
            report.write(out.resolve("report.html"));
        }
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        return 0;
    }

    private void teach(SmallLlava llava, Exercise exercise) {
        Unlearner.of(llava.trainee())
                .method(new GradientDescent())
                .optimizer(AdamW.rate(3e-3))
                .schedule("cosine 0.05", Schedule.cosine(0.05))
                .clip(1)
                .batch(16)
                .steps(teachingSteps)
                .listen(new StepLines(50))
                .forget(llava.samples(exercise.teaching(), exercise.concept()));
    }

    private List<Step> forget(SmallLlava llava, UnlearningMethod method, Exercise exercise) {
        List<Step> seen = new ArrayList<>();
        Unlearner.of(llava.trainee())
                .method(method)
                .optimizer(AdamW.rate(1e-4).decay(0))
                .batch(4)
                .steps(steps)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        seen.add(step);
                    }
                })
                .forget(llava.samples(exercise.forgetting(), exercise.concept()));
        return seen;
    }
}
