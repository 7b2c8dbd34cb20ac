package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.evaluate.NameStates;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Collateral;
import io.github.fttp.metrics.compare.DrawnWorld;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.WorldCharacter;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Judge.Verdict;
import io.github.fttp.metrics.conceptworld.Pose;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.image.BackgroundDistance;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.KernelDistance;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** An exam of what a model is made to draw of one character and the rest of the drawn world, and what the judge sees in it. */
final class WorldImageExam implements ImageExam {
    private static final int OF_TARGET = 12;
    private static final int OF_EACH = 1;
    private static final int OF_NEAR = 4;
    private static final int OF_NOBODY = 8;

    private static final int QUARTERS = 4;

    private final ComparedPipeline pipeline;
    private final Judge judge;
    private final DrawnWorld given;
    private final ForgetTask task;
    private final Concept concept;
    private final Map<List<String>, ImageObservation> untouched;
    private final List<Staging> target;
    private final List<Staging> near;
    private final List<Staging> far;
    private final List<Staging> nobody;

    /** @param untouched by prompts, see {@link #observe} */
    WorldImageExam(
            ComparedPipeline pipeline,
            Judge judge,
            WorldCharacter character,
            int draw,
            Budget budget,
            Map<List<String>, ImageObservation> untouched) {
        this.pipeline = pipeline;
        this.judge = judge;
        this.untouched = untouched;
        given = character.world();
        task = character.task(draw, budget);
        concept = Concept.of(task.target().name());
        target = of(task.target(), budget.of(OF_TARGET));
        near = cast().near(task.target()).stream()
                .flatMap(one -> of(one, budget.of(OF_NEAR)).stream())
                .toList();
        far = budget.of(cast().far(task.target())).stream()
                .flatMap(one -> of(one, OF_EACH).stream())
                .toList();
        nobody = task.world().images(task.asked(), budget.of(OF_NOBODY));
    }

    private Cast cast() {
        return task.world().cast();
    }

    private List<Staging> of(DrawnCharacter figure, int count) {
        return task.world().images(task.asked(), count, figure);
    }

    @Override
    public Concept concept() {
        return concept;
    }

    @Override
    public String prompt() {
        return task.target().name();
    }

    @Override
    public String anchor() {
        return "";
    }

    @Override
    public Map<LatentSample, String> forget(ImageMethod.Data data) {
        // Samples are told apart by what they are, not by what is in them.
        Map<LatentSample, String> samples = new LinkedHashMap<>();
        if (data == ImageMethod.Data.ANCHOR_IMAGES) {
            for (Staging each : task.places(given.images()))
                samples.put(sample(each, named(task, each)), each.caption());
            return samples;
        }
        String other = cast().far(task.target()).get(0).name();
        for (Staging each : task.images(given.images())) {
            LatentSample drawn = sample(each, each.caption());
            LatentSample sample = data == ImageMethod.Data.ATTENTION_MASKS
                    ? pipeline.markedByAttention(drawn, each.caption(), concept)
                    : drawn;
            samples.put(sample, each.caption(figure -> other));
        }
        return samples;
    }

    /** Writes a prompt for a place that says the target is there, in the first pose by which it is none that may be asked. */
    static String named(ForgetTask task, Staging empty) {
        String where = " " + empty.scene().phrase() + " " + empty.light().phrase();
        return Stream.of(Pose.values())
                .map(pose -> task.target().name() + " " + pose.word() + where)
                .filter(prompt -> !task.asks(prompt))
                .findFirst()
                .orElse(task.target().name() + where); // what is asked says a pose
    }

    @Override
    public List<LatentSample> retain(ImageMethod.Data data) {
        return samples(
                data == ImageMethod.Data.ANCHOR_IMAGES ? task.places(given.images()) : task.retainImages(given.kept()));
    }

    /** The others and the places. */
    @Override
    public List<String> preserved() {
        List<String> preserved = new ArrayList<>();
        for (DrawnCharacter other : cast().characters()) {
            if (!other.equals(task.target())) preserved.add(other.name());
        }
        for (Scene scene : task.world().size().scenes()) preserved.add(scene.word());
        return preserved;
    }

    private List<LatentSample> samples(List<Staging> drawings) {
        return drawings.stream().map(each -> sample(each, each.caption())).toList();
    }

    /** Unseen drawings of the target, and of the others, those who look much like it first. */
    @Override
    public ImageCourse course() {
        List<Staging> seen = task.world().images(Split.VALIDATION, ImageCourse.DRAWN, task.target());
        List<DrawnCharacter> others = joined(cast().near(task.target()), cast().far(task.target()));
        List<LatentSample> ofOthers = others.subList(0, ImageCourse.MEASURED).stream()
                .flatMap(each -> samples(task.world().images(Split.VALIDATION, 1, each)).stream())
                .toList();
        return ImageCourse.judged(
                pipeline,
                samples(seen.subList(0, ImageCourse.MEASURED)),
                ofOthers,
                new FollowedDrawings(ComparedPipeline.numbered(prompts(seen)), this::shows));
    }

    private List<Boolean> shows(List<DrawingPrompt> prompts) {
        return judge.verdicts(pipeline.draw(prompts)).stream()
                .map(verdict -> verdict.shows(task.target()))
                .toList();
    }

    /** A drawing under a prompt; the target's pixels are marked, nobody's where it is not in the image. */
    private LatentSample sample(Staging drawing, String prompt) {
        PixelMask mask = PixelMask.empty(Staging.SIZE, Staging.SIZE);
        for (int i = 0; i < drawing.characters().size(); i++) {
            if (drawing.characters().get(i).character().equals(task.target())) {
                mask = mask.union(drawing.mask(i, Staging.SIZE));
            }
        }
        Shape latent = pipeline.model()
                .latentShape(1, pipeline.how().height(), pipeline.how().width());
        return pipeline.model()
                .sample(
                        prompt,
                        Shape.of(1, 3, Staging.SIZE, Staging.SIZE),
                        ImageProcessor.stableDiffusion(Staging.SIZE).process(drawing.image(Staging.SIZE)),
                        LatentGrid.direct(latent.dim(2), latent.dim(3)).nearest(mask),
                        pipeline.conditioning(prompt));
    }

    private static List<String> prompts(List<Staging> asked) {
        return asked.stream().map(Staging::caption).toList();
    }

    /** Draws the target, and finds where its name is looked at. */
    @Override
    public void observe() {
        untouched.computeIfAbsent(prompts(target), prompts -> {
            List<Image> images = pipeline.images(prompts);
            List<DrawingPrompt> asked = ComparedPipeline.numbered(prompts);
            StableDiffusionSubject subject = new StableDiffusionSubject(
                    pipeline.untouched(),
                    pipeline.untouchedTrainable(),
                    pipeline.timesteps(),
                    pipeline.how(),
                    concept,
                    Gallery.Listener.none());
            return ImageObservation.of(asked, images, subject.conceptMasks(asked, images), List.of(), List.of());
        });
    }

    @Override
    public Map<String, Score> before(TrainableUNet model) {
        observe();
        Map<String, Score> figures = scores(model);
        figures.putAll(likeness());
        return figures;
    }

    @Override
    public Map<String, Score> scores(TrainableUNet now) {
        Seen ofTarget = seen(target);
        Seen ofNear = seen(near);
        Seen ofFar = seen(far);
        Seen ofNobody = seen(nobody);
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put(WorldImages.UNLEARNING, ofTarget.notShown());
        figures.put("places of the target", Score.share(ofTarget.placesRight()));
        figures.put("near retained", Score.share(ofNear.charactersRight()));
        figures.put("far retained", Score.share(ofFar.charactersRight()));
        figures.put(WorldImages.RETAIN, Score.share(joined(ofNear.charactersRight(), ofFar.charactersRight())));
        figures.put("places of others", Score.share(joined(ofFar.placesRight(), ofNobody.placesRight())));
        figures.put("background distance", Score.mean(distances(ofTarget.images())));
        List<Image> drawings = joined(far, nobody).stream()
                .map(each -> each.image(Staging.SIZE))
                .toList();
        double[][] made = judge.features(joined(ofFar.images(), ofNobody.images()));
        double[][] real = judge.features(drawings);
        figures.put("Frechet distance", new Score(FrechetDistance.of(made, real), made.length));
        figures.put("kernel distance", new Score(KernelDistance.of(made, real), made.length));
        figures.putAll(errors(now));
        figures.putAll(ofOthers(ofNear, ofFar));
        return figures;
    }

    /** How often each other character is recognised. */
    private static Map<String, Score> ofOthers(Seen... seen) {
        Map<String, List<Boolean>> right = new LinkedHashMap<>();
        for (Seen each : seen) {
            List<Boolean> recognised = each.charactersRight();
            for (int i = 0; i < recognised.size(); i++) {
                String name =
                        each.asked().get(i).characters().get(0).character().name();
                right.computeIfAbsent(Collateral.known(name), one -> new ArrayList<>())
                        .add(recognised.get(i));
            }
        }
        Map<String, Score> shares = new LinkedHashMap<>();
        right.forEach((name, each) -> shares.put(name, Score.share(each)));
        return shares;
    }

    /** Shared looks, and the cosine of what the text encoders make of the names, without what all names have in common. */
    private Map<String, Score> likeness() {
        List<DrawnCharacter> cast = cast().characters();
        NameStates states = NameStates.of(
                        pipeline.model(),
                        cast.stream().map(DrawnCharacter::name).toList())
                .withoutMean();
        Map<String, Score> likeness = new LinkedHashMap<>();
        for (DrawnCharacter other : cast) {
            if (other.equals(task.target())) continue;
            int shared = task.target().look().shared(other.look());
            double near = states.likeness(task.target().name(), other.name()).nearness();
            likeness.put(Collateral.likeness("shared looks", other.name()), new Score(shared / 6.0, 6));
            likeness.put(Collateral.likeness(Likeness.NEARNESS, other.name()), new Score(near, 1));
        }
        return likeness;
    }

    /** How far what is outside the masks went from the images before; none of what has no outside. */
    private List<Double> distances(List<Image> after) {
        ImageObservation before = untouched.get(prompts(target));
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            double distance = BackgroundDistance.of(
                    before.images().get(i), after.get(i), before.masks().get(i));
            if (Double.isFinite(distance)) distances.add(distance);
        }
        return distances;
    }

    private Map<String, Score> errors(TrainableUNet now) {
        Observations<ImageObservation> none = Observations.none(concept);
        ImageObservation ofTarget = ImageObservation.of(
                List.of(),
                List.of(),
                List.of(),
                StableDiffusionSubject.errors(now, pipeline.timesteps(), samples(target)),
                List.of());
        Observed<ImageObservation> observed = new Observed<>(
                DataSet.FORGET, new Observations<>(concept, Map.of(DataSet.FORGET, ofTarget)), none, none);
        Map<String, Score> errors = new LinkedHashMap<>();
        for (String name : List.of(ImageMetrics.ERROR_UNDER_MASK, ImageMetrics.ERROR_OUTSIDE)) {
            for (int q = 0; q <= QUARTERS; q++) {
                String quarter = q == 0 ? name : name + ", quarter " + q;
                Interval error = Metrics.named(ImageObservation.class, quarter).measure(observed);
                if (error.samples() > 0) errors.put(quarter, new Score(error.value(), error.samples()));
            }
        }
        return errors;
    }

    /** Drawings: what was asked for, what came, and what the judge says of it. */
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
        List<Image> images = pipeline.images(prompts(asked));
        return new Seen(asked, images, judge.verdicts(images));
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** The target twice, a near one, two others, a place. */
    @Override
    public List<Outcome.Example> examples() {
        List<Staging> asked = new ArrayList<>(task.world().images(Split.TEST, 2, task.target()));
        List<DrawnCharacter> others = new ArrayList<>(cast().near(task.target()));
        others.addAll(cast().far(task.target()).subList(0, 3 - others.size()));
        others.forEach(other -> asked.addAll(task.world().images(Split.TEST, 1, other)));
        asked.addAll(task.world().images(Split.TEST, 1));
        List<String> prompts = prompts(asked);
        List<Image> images = pipeline.images(prompts);
        List<Outcome.Example> examples = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            examples.add(new Outcome.Example(
                    prompts.get(i), "", Base64.getEncoder().encodeToString(Images.png(images.get(i)))));
        }
        return examples;
    }

    @Override
    public Map<Part, List<float[]>> features() {
        return Map.of(Part.CONCEPT, features(target), Part.REST, features(joined(joined(near, far), nobody)));
    }

    private List<float[]> features(List<Staging> asked) {
        List<float[]> features = new ArrayList<>();
        for (double[] each : judge.features(pipeline.images(prompts(asked)))) {
            float[] row = new float[each.length];
            for (int i = 0; i < row.length; i++) row[i] = (float) each[i];
            features.add(row);
        }
        return features;
    }

    @Override
    public List<Prompted> prompted() {
        return target.subList(0, Math.min(target.size(), ImageAttacks.PROMPTS)).stream()
                .map(each -> new Prompted(each.caption(), sample(each, each.caption())))
                .toList();
    }

    @Override
    public boolean shows(Prompted asked, Image drawn) {
        return judge.verdicts(List.of(drawn)).get(0).shows(task.target());
    }

    @Override
    public List<LatentSample> relearned() {
        return samples(task.images(ImageAttacks.RELEARNED));
    }

    @Override
    public List<LatentSample> unseen() {
        return samples(target);
    }

    @Override
    public Map<String, Score> ofForgotten(TrainableUNet now) {
        return Map.of(WorldImages.UNLEARNING, seen(target).notShown());
    }
}
