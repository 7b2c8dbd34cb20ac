package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Judge.Verdict;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.KernelDistance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** What a Stable Diffusion is made to draw of one character and the rest of the world, and what the judge sees in it. */
final class ImageExam {
    private static final int OF_TARGET = 12;
    private static final int OF_EACH = 1;
    private static final int OF_NEAR = 4;
    private static final int OF_NOBODY = 8;

    private final WorldStableDiffusion subject;
    private final Judge judge;
    private final ForgetTask task;
    private final List<Staging> target;
    private final List<Staging> near;
    private final List<Staging> far;
    private final List<Staging> nobody;

    ImageExam(WorldStableDiffusion subject, Judge judge, ForgetTask task, Budget budget) {
        this.subject = subject;
        this.judge = judge;
        this.task = task;
        target = of(task.target(), budget.of(OF_TARGET));
        near = Cast.near(task.target()).stream()
                .flatMap(one -> of(one, budget.of(OF_NEAR)).stream())
                .toList();
        far = budget.of(Cast.far(task.target())).stream()
                .flatMap(one -> of(one, OF_EACH).stream())
                .toList();
        nobody = task.world().images(task.asked(), budget.of(OF_NOBODY));
    }

    private List<Staging> of(DrawnCharacter figure, int count) {
        return task.world().images(task.asked(), count, figure);
    }

    /** Those of the target. */
    List<String> prompts() {
        return prompts(target);
    }

    private static List<String> prompts(List<Staging> asked) {
        return asked.stream().map(Staging::caption).toList();
    }

    /** Of the model as it is now, which nothing changed yet. */
    Untouched untouched() {
        Concept concept = Concept.of(task.target().name());
        return Untouched.of(subject.untouched(), subject.images(prompts()), prompts(), concept);
    }

    /** All figures by name, of the model as it is now. */
    Map<String, Score> figures(TrainableUNet trainable, Untouched before) {
        Seen ofTarget = seen(target);
        Seen ofNear = seen(near);
        Seen ofFar = seen(far);
        Seen ofNobody = seen(nobody);
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put("unlearning accuracy", ofTarget.notShown());
        figures.put("places of the target", Score.share(ofTarget.placesRight()));
        figures.put("near retained", Score.share(ofNear.charactersRight()));
        figures.put("far retained", Score.share(ofFar.charactersRight()));
        figures.put("retain accuracy", Score.share(joined(ofNear.charactersRight(), ofFar.charactersRight())));
        figures.put("places of others", Score.share(joined(ofFar.placesRight(), ofNobody.placesRight())));
        figures.put("background distance", Score.mean(before.distances(ofTarget.images())));
        List<Image> drawings = joined(far, nobody).stream()
                .map(each -> each.image(Staging.SIZE))
                .toList();
        double[][] made = judge.features(joined(ofFar.images(), ofNobody.images()));
        double[][] real = judge.features(drawings);
        figures.put("Frechet distance", new Score(FrechetDistance.of(made, real), made.length));
        figures.put("kernel distance", new Score(KernelDistance.of(made, real), made.length));
        Figures errors = new Figures();
        DenoisingErrors known =
                DenoisingErrors.of(trainable, subject.denoising().schedule().timesteps(), ofTarget());
        known.underMask(errors, "error under the mask");
        known.outside(errors, "error outside");
        figures.putAll(errors.scores());
        return figures;
    }

    /** What was asked for, what came, and what the judge says of it. */
    private record Seen(List<Staging> asked, List<Image> images, List<Verdict> verdicts) {
        /** Whether each shows the character that was asked for. */
        List<Boolean> charactersRight() {
            return right((staging, verdict) ->
                    verdict.shows(staging.characters().get(0).character()));
        }

        /** In which share of them the character that was asked for is not. */
        Score notShown() {
            return Score.share(charactersRight().stream().map(each -> !each).toList());
        }

        /** Whether each shows the place that was asked for. */
        List<Boolean> placesRight() {
            return right((staging, verdict) -> verdict.scene() == staging.scene());
        }

        private List<Boolean> right(BiPredicate<Staging, Verdict> as) {
            List<Boolean> right = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) right.add(as.test(asked.get(i), verdicts.get(i)));
            return right;
        }
    }

    private Seen seen(List<Staging> asked) {
        List<Image> images = subject.images(prompts(asked));
        return new Seen(asked, images, judge.verdicts(images));
    }

    /** How often the model as it is now does not draw the target that is asked for. */
    Score unlearningAccuracy() {
        return seen(target).notShown();
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Drawings of the target that nobody was trained on. */
    List<LatentSample> ofTarget() {
        return target.stream()
                .map(each -> subject.sample(each, each.caption(), task.target()))
                .toList();
    }
}
