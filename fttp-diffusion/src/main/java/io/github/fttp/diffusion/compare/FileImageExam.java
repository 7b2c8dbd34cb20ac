package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.ImageSet;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An exam of what files have of one concept.
 *
 * @param untouched by concept and budget, see {@link #observe}
 */
record FileImageExam(
        ComparisonTask task,
        TaskConcept of,
        Budget budget,
        FileImages.Data data,
        List<Metric<ImageObservation>> metrics,
        ImageNetworks networks,
        ComparedPipeline pipeline,
        Map<String, Observations<ImageObservation>> untouched)
        implements ImageExam {
    /** Pixels of a side of the images that reports show. */
    private static final int SHOWN = 96;

    @Override
    public Concept concept() {
        return of.concept();
    }

    @Override
    public String prompt() {
        return of.concept().name();
    }

    @Override
    public String anchor() {
        return of.files().anchor();
    }

    @Override
    public Map<LatentSample, String> forget(ImageMethod.Data images) {
        // Samples are told apart by what they are, not by what is in them.
        Map<LatentSample, String> samples = new LinkedHashMap<>();
        for (int i = 0; i < data.forget().size(); i++) {
            LatentSample each = data.forget().get(i);
            LatentSample sample = images == ImageMethod.Data.ATTENTION_MASKS
                    ? pipeline.markedByAttention(each, data.prompts().get(i), of.concept())
                    : each;
            samples.put(sample, anchor());
        }
        return samples;
    }

    @Override
    public List<LatentSample> retain(ImageMethod.Data images) {
        return data.retain();
    }

    /** The other concepts of the task. */
    @Override
    public List<String> preserved() {
        return task.concepts().stream()
                .filter(other -> !other.equals(of))
                .map(other -> other.concept().name())
                .toList();
    }

    /** By drawings where a classifier tells what they show. */
    @Override
    public ImageCourse course() {
        if (task.image().classifier().isEmpty() || data.followed().isEmpty()) {
            return ImageCourse.measured(pipeline, data.followed(), data.others());
        }
        return ImageCourse.judged(
                pipeline, data.followed(), data.others(), new FollowedDrawings(data.followedPrompts(), this::shows));
    }

    private List<Boolean> shows(List<DrawingPrompt> prompts) {
        ImageObservation drawn = ImageObservation.of(prompts, pipeline.draw(prompts), List.of(), List.of(), List.of());
        Observations<ImageObservation> seen = viewed(new Observations<>(of.concept(), Map.of(DataSet.FORGET, drawn)));
        return seen.bySet().get(DataSet.FORGET).seen().stream()
                .map(sight -> sight.found().equals(sight.expected()))
                .toList();
    }

    @Override
    public void observe() {
        untouched.computeIfAbsent(key(), key -> viewed(evaluation(false).observe(subject(pipeline.trainable()))));
    }

    /** With what networks see in the drawings. */
    private Observations<ImageObservation> viewed(Observations<ImageObservation> drawn) {
        return networks.view(pipeline.engine(), List.of(drawn)).get(0);
    }

    private String key() {
        return of.id() + " " + budget;
    }

    private Evaluation<ImageSet<LatentSample>, ImageObservation> evaluation(boolean forgottenOnly) {
        Map<DataSet, ImageSet<LatentSample>> sets = new LinkedHashMap<>();
        sets.put(DataSet.FORGET, new ImageSet<>(budget.of(data.forget()), prompts(DataSet.FORGET)));
        if (!data.kept().isEmpty()) {
            sets.put(DataSet.RETAIN, new ImageSet<>(budget.of(data.kept()), prompts(DataSet.RETAIN)));
        }
        data.drawn().keySet().forEach(set -> sets.putIfAbsent(set, new ImageSet<>(List.of(), prompts(set))));
        if (forgottenOnly) sets.keySet().removeIf(set -> !set.role().forgets());
        return new Evaluation<>(
                forgottenOnly ? task.ofForgetting(metrics, ImageMetrics.ERROR_UNDER_MASK) : metrics, sets);
    }

    private List<DrawingPrompt> prompts(DataSet set) {
        return budget.of(data.drawn().getOrDefault(set, List.of()));
    }

    private StableDiffusionSubject subject(TrainableUNet now) {
        return new StableDiffusionSubject(
                pipeline.model(), now, pipeline.timesteps(), pipeline.how(), of.concept(), Gallery.Listener.none());
    }

    @Override
    public Map<String, Score> before(TrainableUNet model) {
        if (untouched.containsKey(key())) return scores(model); // requests may have been followed since
        observe();
        Observations<ImageObservation> then = untouched.get(key());
        return TaskColumns.scores(evaluation(false).measure(then, then));
    }

    @Override
    public Map<String, Score> scores(TrainableUNet now) {
        return scores(now, false);
    }

    @Override
    public Map<String, Score> ofForgotten(TrainableUNet now) {
        return scores(now, true);
    }

    private Map<String, Score> scores(TrainableUNet now, boolean forgottenOnly) {
        Observations<ImageObservation> then = untouched.get(key());
        Evaluation<ImageSet<LatentSample>, ImageObservation> evaluation = evaluation(forgottenOnly);
        Observations<ImageObservation> seen = viewed(evaluation.observe(subject(now), then));
        return TaskColumns.scores(evaluation.measure(seen, then));
    }

    /** Draws the first prompt of each set. */
    @Override
    public List<Outcome.Example> examples() {
        List<DrawingPrompt> prompts =
                data.drawn().values().stream().map(all -> all.get(0)).toList();
        List<Image> images = subject(pipeline.trainable()).draw(prompts);
        return IntStream.range(0, images.size())
                .mapToObj(i -> new Outcome.Example(prompts.get(i).text(), "", small(images.get(i))))
                .toList();
    }

    private static String small(Image image) {
        return Base64.getEncoder()
                .encodeToString(Images.png(ImageProcessor.clip(SHOWN).fit(image)));
    }

    @Override
    public Map<Part, List<float[]>> features() {
        return Map.of();
    }

    @Override
    public List<Prompted> prompted() {
        return IntStream.range(0, Math.min(data.forget().size(), ImageAttacks.PROMPTS))
                .mapToObj(i -> new Prompted(data.prompts().get(i), data.forget().get(i)))
                .toList();
    }

    /** Whether the classifier finds what the prompt names. */
    @Override
    public boolean shows(Prompted asked, Image drawn) {
        List<DrawingPrompt> prompts = List.of(new DrawingPrompt(asked.prompt(), 0));
        ImageObservation one = ImageObservation.of(prompts, List.of(drawn), List.of(), List.of(), List.of());
        ImageObservation.Sight seen = viewed(new Observations<>(concept(), Map.of(DataSet.FORGET, one)))
                .of(DataSet.FORGET)
                .seen()
                .get(0);
        return !seen.expected().isEmpty() && seen.expected().equals(seen.found());
    }

    @Override
    public List<LatentSample> relearned() {
        return data.forget().subList(0, ImageAttacks.RELEARNED);
    }

    @Override
    public List<LatentSample> unseen() {
        int all = data.forget().size();
        int seen = all > ImageAttacks.RELEARNED ? ImageAttacks.RELEARNED : 0; // else it is only looked at
        return budget.of(data.forget().subList(seen, all));
    }
}
