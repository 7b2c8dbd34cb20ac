package io.github.fttp.examples.compare;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.DiffusionTrainee;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.metrics.image.BackgroundDistance;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.KernelDistance;
import io.github.fttp.metrics.world.Cast;
import io.github.fttp.metrics.world.Figure;
import io.github.fttp.metrics.world.ForgetTask;
import io.github.fttp.metrics.world.Judge;
import io.github.fttp.metrics.world.Judge.Verdict;
import io.github.fttp.metrics.world.Staging;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a Stable Diffusion is made to draw of one character and the rest of the world, and what the judge sees in it. */
final class ImageExam {
    private static final int OF_TARGET = 12;
    private static final int OF_EACH = 1;
    private static final int OF_NEAR = 4;
    private static final int OF_NOBODY = 8;
    private static final int BATCH = 8;

    private final SdSubject subject;
    private final Judge judge;
    private final ForgetTask task;
    private final List<Staging> target;
    private final List<Staging> near;
    private final List<Staging> far;
    private final List<Staging> nobody;

    ImageExam(SdSubject subject, Judge judge, ForgetTask task, Effort effort) {
        this.subject = subject;
        this.judge = judge;
        this.task = task;
        target = of(task.target(), effort.of(OF_TARGET));
        near = Cast.near(task.target()).stream()
                .flatMap(one -> of(one, effort.of(OF_NEAR)).stream())
                .toList();
        far = effort.of(Cast.far(task.target())).stream()
                .flatMap(one -> of(one, OF_EACH).stream())
                .toList();
        nobody = task.world().pictures(task.asked(), effort.of(OF_NOBODY));
    }

    private List<Staging> of(Figure figure, int count) {
        return task.world().pictures(task.asked(), count, figure);
    }

    /** How many prompts of the target there are. */
    int prompts() {
        return target.size();
    }

    /** What the target's prompts give. */
    List<Picture> ofTarget() {
        return drawn(target);
    }

    private List<Picture> drawn(List<Staging> asked) {
        return subject.pictures(asked.stream().map(Staging::caption).toList());
    }

    /**
     * All figures by name.
     *
     * @param before the target's pictures by the untouched model
     */
    Map<String, Score> figures(DiffusionTrainee trainee, List<Picture> before) {
        Map<String, Score> figures = new LinkedHashMap<>();
        List<Picture> ofTarget = ofTarget();
        List<Verdict> verdicts = judge.verdicts(ofTarget);
        figures.put(
                "unlearning accuracy",
                Score.share(verdicts.stream()
                        .map(each -> !each.shows(task.target()))
                        .toList()));
        figures.put("places of the target", places(target, verdicts));
        List<Picture> ofNear = drawn(near);
        List<Picture> ofFar = drawn(far);
        List<Picture> ofNobody = drawn(nobody);
        figures.put("near retained", retained(near, judge.verdicts(ofNear)));
        figures.put("far retained", retained(far, judge.verdicts(ofFar)));
        figures.put("retain accuracy", retained(joined(near, far), judge.verdicts(joined(ofNear, ofFar))));
        List<Picture> others = joined(ofFar, ofNobody);
        figures.put("places of others", places(joined(far, nobody), judge.verdicts(others)));
        figures.put("background distance", background(before, ofTarget));
        List<Picture> drawings = joined(far, nobody).stream()
                .map(each -> each.picture(Staging.SIZE))
                .toList();
        double[][] made = judge.features(others);
        double[][] real = judge.features(drawings);
        figures.put("Frechet distance", new Score(FrechetDistance.of(made, real), made.length));
        figures.put("kernel distance", new Score(KernelDistance.of(made, real), made.length));
        errors(figures, trainee);
        return figures;
    }

    private static Score retained(List<Staging> asked, List<Verdict> verdicts) {
        List<Boolean> right = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            right.add(verdicts.get(i).shows(asked.get(i).figures().get(0).figure()));
        }
        return Score.share(right);
    }

    private static Score places(List<Staging> asked, List<Verdict> verdicts) {
        List<Boolean> right = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++)
            right.add(verdicts.get(i).scene() == asked.get(i).scene());
        return Score.share(right);
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Outside of where the untouched model drew the target, as far as its attention to the name tells. */
    private Score background(List<Picture> before, List<Picture> after) {
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            PixelMask mask = subject.lookedAt(before.get(i), target.get(i).caption(), task.target());
            double distance = BackgroundDistance.of(before.get(i), after.get(i), mask);
            if (Double.isFinite(distance)) distances.add(distance);
        }
        return Score.mean(distances);
    }

    /** Of the noise in latents of drawings that nobody was trained on, at the middle of each quarter of the time steps. */
    private void errors(Map<String, Score> figures, DiffusionTrainee trainee) {
        List<LatentSample> ofTarget = target.stream()
                .map(each -> subject.sample(each, each.caption(), task.target()))
                .toList();
        Knowledge known = Knowledge.of(trainee, ofTarget, BATCH);
        figures.put("error under the mask", new Score(known.conceptLoss(), (int) known.conceptElements()));
        figures.put("error outside", new Score(known.restLoss(), (int) known.restElements()));
    }
}
