package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.pipeline.OtherWords;
import io.github.fttp.diffusion.pipeline.PartialDenoising;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Oracles;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.Waypoint;
import io.github.fttp.metrics.conceptworld.Judge;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Stable Diffusion and a task in images: each method changes its U-Net, or a part of it. */
final class ImageEnvironment implements Environment {
    /** The authors draw one for every step; here each serves a few times, for drawing takes longer than the steps. */
    private static final int OWN_SAMPLES = 32;

    private final ComparisonTask task;
    private final StableDiffusionFolder folder;
    private final Engine engine;
    private final Map<String, ImageMethod> methods;
    private final ImageSource source;
    private final ComparedPipeline pipeline;
    private final Oracles<ImageOracle> oracles = new Oracles<>(ImageOracle::distances);
    /** Words of the vocabulary whose keys and values are spared by methods that project their steps. */
    private final OtherWords words;

    /** By concept, for it is the same for all runs. */
    private final Map<String, ImageCourse> courses = new HashMap<>();
    /** How the model as it was looks on a concept's course; by concept, looked once. */
    private final Map<String, Waypoint> untouched = new HashMap<>();

    /**
     * @param folder closed with this, as are judge and engine
     * @param judge for the drawn world
     */
    ImageEnvironment(ComparisonTask task, StableDiffusionFolder folder, Optional<Judge> judge, Engine engine) {
        this.task = task;
        this.folder = folder;
        this.engine = engine;
        methods = task.methods().stream()
                .collect(Collectors.toMap(TaskMethod::id, ImageMethod::of, (one, other) -> one, LinkedHashMap::new));
        // What is wrong with oracles and images is said before the models are loaded.
        for (TaskConcept concept : task.concepts()) concept.oracles().forEach(oracle -> requireAlike(folder, oracle));
        Optional<FileImages.Read> read =
                judge.isPresent() ? Optional.empty() : Optional.of(FileImages.read(task, folder, methods.values()));
        pipeline = new ComparedPipeline(folder, task.image(), engine);
        words = new OtherWords(pipeline.model());
        try {
            source = read.isPresent()
                    ? new FileImages(read.get(), pipeline)
                    : new WorldImages(task, judge.get(), pipeline);
        } catch (RuntimeException | Error e) {
            pipeline.close();
            throw e;
        }
    }

    /** Refuses an oracle whose errors and drawings are no measure of the model's. */
    private static void requireAlike(StableDiffusionFolder folder, Path oracle) {
        try (StableDiffusionFolder other = StableDiffusionFolder.open(oracle)) {
            requireSame(
                    oracle,
                    "kind of pipeline",
                    StableDiffusionFolder.pipeline(oracle),
                    StableDiffusionFolder.pipeline(folder.path()));
            requireSame(
                    oracle,
                    "VAE scale factor",
                    other.vaeConfig().vaeScaleFactor(),
                    folder.vaeConfig().vaeScaleFactor());
            requireSame(
                    oracle,
                    "latent channels",
                    other.vaeConfig().latentChannels(),
                    folder.vaeConfig().latentChannels());
            requireSame(
                    oracle,
                    "number of time steps",
                    other.denoising().schedule().timesteps(),
                    folder.denoising().schedule().timesteps());
            if (!other.hasAutoencoderOf(folder)) {
                throw new BadData(
                        oracle,
                        "is an oracle with another autoencoder than the model's, so that its errors are of other latents; one that is"
                                + " pretrained on the model's own is needed (pretrain-sd --vae)");
            }
        }
    }

    private static void requireSame(Path oracle, String what, Object its, Object models) {
        if (its.equals(models)) return;
        throw new BadData(oracle, "is an oracle whose " + what + " is " + its + ", expected the model's, " + models);
    }

    @Override
    public String modality() {
        return task.modality().toString();
    }

    @Override
    public String conceptName(String id) {
        return task.concept(id).concept().name();
    }

    @Override
    public List<ComparedMethod> methods() {
        return methods.values().stream().map(ImageMethod::compared).toList();
    }

    @Override
    public String trains(String method, Setting setting) {
        return switch (methods.get(method).part(setting)) {
            case FULL -> "all weights";
            case CROSS_ATTENTION -> "cross-attention";
            case WORD_KEYS_AND_VALUES -> "keys and values of cross-attention";
            case UNCONDITIONAL -> "all but cross-attention and norms";
        };
    }

    @Override
    public String place(String method, Setting setting) {
        return "";
    }

    @Override
    public List<Column> columns() {
        return source.columns();
    }

    @Override
    public Waypoint look(String concept) {
        return course(concept, source.exam(task.concept(concept), 0, task.budget()))
                .at(0, false, List.of());
    }

    @Override
    public Optional<Run> run(Trial trial, Resumption resumption) {
        ImageExam exam = source.exam(task.concept(trial.concept()), trial.draw(), trial.budget());
        return trial.ofUntouched() ? Optional.of(untouched(trial, exam)) : forgotten(trial, exam, resumption);
    }

    private Run untouched(Trial trial, ImageExam exam) {
        Meter meter = Meter.start(engine.pool());
        Map<String, Score> figures = exam.before(pipeline.trainable());
        figures.putAll(besideOracle(trial, exam));
        Outcome outcome = Outcome.untouched(trial, figures, exam.examples());
        return new Run(outcome, meter.cost(trial));
    }

    private Optional<Run> forgotten(Trial trial, ImageExam exam, Resumption resumption) {
        exam.observe();
        ImageCourse course = course(trial.concept(), exam);
        Waypoint first = untouched.computeIfAbsent(trial.concept(), this::look);
        Map<Parameter, float[]> weights = pipeline.weights();
        try {
            Meter meter = Meter.start(engine.pool());
            Trace trace = trace(
                    trial, resumption, (step, last, path) -> path.isEmpty() ? first : course.at(step, last, path));
            meter.of(trace, resumption.folder());
            try {
                ImageTraining training = new ImageTraining(task.batch(), resumption, meter);
                if (!forgets(trial, exam, weights, trace, training)) return Optional.empty();
            } catch (Diverged e) {
                return Optional.of(new Run(Outcome.diverged(trial, trace.path()), meter.cost(trial)));
            }
            Cost cost = meter.cost(trial);
            Map<String, Score> figures = exam.scores(pipeline.trainable());
            figures.putAll(besideOracle(trial, exam));
            List<Outcome.Example> examples = List.of();
            if (trial.closely()) {
                examples = exam.examples();
                figures.putAll(new ImageAttacks(task.attacks(), exam, pipeline, trial.budget()).scores(trial.draw()));
            }
            return Optional.of(new Run(new Outcome(trial, trace.end(), figures, trace.path(), examples), cost));
        } finally {
            restore(weights);
        }
    }

    private ImageCourse course(String concept, ImageExam exam) {
        return courses.computeIfAbsent(concept, id -> exam.course());
    }

    private Trace trace(Trial trial, Resumption resumption, Trace.Look look) {
        return Trace.begin(
                trial.setting(), task.protocol().every(), resumption.folder().log(), look);
    }

    @Override
    public boolean change(Trial trial, Resumption resumption) {
        ImageExam exam = source.exam(task.concept(trial.concept()), trial.draw(), trial.budget());
        ImageTraining training = new ImageTraining(task.batch(), resumption, Meter.start(engine.pool()));
        Trace trace = trace(trial, resumption, course(trial.concept(), exam)::at);
        boolean ended = forgets(trial, exam, pipeline.weights(), trace, training);
        pipeline.model().unet().parameters().forEach(each -> each.trainable(false));
        if (ended) pipeline.settle();
        return ended;
    }

    @Override
    public Outcome known(Trial untouched) {
        ImageExam exam = source.exam(task.concept(untouched.concept()), untouched.draw(), untouched.budget());
        exam.observe();
        course(untouched.concept(), exam); // which takes the errors to compare with of the model before any request
        return Outcome.untouched(untouched, exam.ofForgotten(pipeline.trainable()), List.of());
    }

    /** Measures the distances to the concept's oracle, where it has one and they are reported. */
    private Map<String, Score> besideOracle(Trial trial, ImageExam exam) {
        if (trial.budget().validates()) return Map.of();
        return oracles.distances(
                trial,
                task.concept(trial.concept()).oracles(),
                folder -> oracle(folder, trial),
                () -> ImageOracle.of(exam, pipeline.trainable(), pipeline.timesteps()));
    }

    private ImageOracle oracle(Path path, Trial trial) {
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(path);
                ComparedPipeline other = new ComparedPipeline(opened, task.image(), engine)) {
            ImageExam exam = source.exam(task.concept(trial.concept()), trial.budget(), other);
            return ImageOracle.of(exam, other.trainable(), other.timesteps());
        }
    }

    private static void restore(Map<Parameter, float[]> weights) {
        weights.forEach((parameter, values) -> {
            parameter.value().set(values);
            parameter.trainable(false);
        });
    }

    /**
     * Whether it came to its end.
     *
     * @param weights as they were
     */
    private boolean forgets(
            Trial trial, ImageExam exam, Map<Parameter, float[]> weights, Trace trace, ImageTraining training) {
        ImageMethod method = methods.get(trial.method());
        MethodSpec spec = method.method().spec();
        if (spec.method() instanceof UNetEdit) {
            trace.strengthen(share -> {
                restore(weights);
                edit((UNetEdit) trial.setting().of(spec, share), exam);
            });
            return true;
        }
        UnlearningMethod scaled = trial.setting().of(spec);
        Map<LatentSample, String> samples =
                method.data() == ImageMethod.Data.OWN_SAMPLES ? ownSamples(exam, trial) : exam.forget(method.data());
        TrainableUNet trainable = pipeline.trainable(
                        method.part(trial.setting()).of(pipeline.model().unet()))
                .withBase(pipeline.untouched().unet())
                .unconditional(pipeline.unconditional())
                .anchor(sample -> pipeline.conditioning(samples.get(sample)));
        if (scaled instanceof NullSpace space) {
            double[][] moments = words.moments(exam.concept(), trial.draw());
            trainable = trainable.projected(StepProjection.sparing(moments, space.spare()));
        }
        return training.forget(
                trial, scaled, trainable, List.copyOf(samples.keySet()), () -> exam.retain(method.data()), trace);
    }

    private Map<LatentSample, String> ownSamples(ImageExam exam, Trial trial) {
        int size = task.image().size();
        // A run of few steps sees fewer.
        int seen = Math.multiplyExact(trial.setting().steps(), task.batch());
        int count = seen > 0 ? Math.min(seen, OWN_SAMPLES) : OWN_SAMPLES;
        // Samples are told apart by what they are, not by what is in them.
        Map<LatentSample, String> samples = new LinkedHashMap<>();
        PartialDenoising.authors()
                .samples(pipeline.model(), exam.prompt(), size, size, count, trial.draw())
                .forEach(sample -> samples.put(sample, exam.anchor()));
        return samples;
    }

    /** The name's state becomes the anchor's; those of other names stay. */
    private void edit(UNetEdit method, ImageExam exam) {
        method.edit(
                pipeline.model().unet(),
                engine.pool(),
                List.of(new UNetEdit.Erasure(
                        pipeline.model().lastState(exam.concept().name()),
                        pipeline.model().lastState(exam.anchor()))),
                exam.preserved().stream().map(pipeline.model()::lastState).toList());
    }

    @Override
    public double forgetting(Outcome before, Outcome after) {
        return source.forgetting(before, after);
    }

    @Override
    public double left(Outcome before, Outcome after) {
        return source.left(before, after);
    }

    @Override
    public double utility(Outcome before, Outcome after) {
        return source.utility(before, after);
    }

    @Override
    public void close() {
        source.close();
        pipeline.close();
        folder.close();
        engine.close();
    }
}
