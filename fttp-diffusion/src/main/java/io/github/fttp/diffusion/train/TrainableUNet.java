package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.WeightChange;
import io.github.fttp.diffusion.method.Target;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A U-Net in the loop: its elements are the latent values of a batch, {@code [B, C, h, w]}, each with the squared error of
 * the prediction. Latents, noise and time steps of a step follow from its seed.
 *
 * <p>All samples of a batch must have one size. The models and the adapter stay the caller's.
 */
public final class TrainableUNet implements TrainableModel<LatentSample> {
    private final UNet2DConditionModel model;
    private final Engine engine;
    private final Denoising denoising;
    private final ParameterGroup trained;
    private final Base base;
    private final Map<Target.Prompt, Function<LatentSample, Conditioning>> prompts;
    private final TimestepRange range;
    private final int[] evaluated;
    private long passes;

    /**
     * Time steps that training draws from, all equally likely.
     *
     * @param from the first, at least 0
     * @param to the one behind the last
     */
    public record TimestepRange(int from, int to) {
        public TimestepRange {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException(
                        "time steps must go from at least 0 to more, were " + from + " to " + to);
            }
        }

        /**
         * Reads {@code 200-800}.
         *
         * @param most the model's number of time steps
         * @param name of the text in messages
         * @throws IllegalArgumentException if it is no range or goes beyond the model's time steps
         */
        public static TimestepRange parse(String text, int most, String name) {
            if (!text.matches("\\d{1,6}-\\d{1,6}")) {
                throw new IllegalArgumentException(name + " must be like 200-800, was " + text);
            }
            String[] ends = text.split("-");
            TimestepRange range = new TimestepRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
            if (range.to() <= most) return range;
            throw new IllegalArgumentException(name + " " + text + " goes beyond the model's " + most);
        }
    }

    private TrainableUNet(
            UNet2DConditionModel model,
            Engine engine,
            Denoising denoising,
            ParameterGroup trained,
            Base base,
            Map<Target.Prompt, Function<LatentSample, Conditioning>> prompts,
            TimestepRange range,
            int... evaluated) {
        if (range.to() > denoising.schedule().timesteps()) {
            throw new IllegalArgumentException(
                    "time steps go up to " + denoising.schedule().timesteps() + ", not to " + range.to());
        }
        this.model = model;
        this.engine = engine;
        this.denoising = denoising;
        this.trained = trained;
        this.base = base;
        this.prompts = prompts;
        this.range = range;
        this.evaluated = evaluated;
    }

    /** Trains these parameters of the model itself, with time steps of all training; there is no base model. */
    public static TrainableUNet of(
            UNet2DConditionModel model, Engine engine, Denoising denoising, List<Parameter> parameters) {
        parameters.forEach(parameter -> parameter.unfreeze(engine.pool()));
        int all = denoising.schedule().timesteps();
        return new TrainableUNet(
                model,
                engine,
                denoising,
                new ParameterGroup(parameters, 1),
                new Base.None(),
                Map.of(Target.Prompt.OWN, LatentSample::conditioning),
                new TimestepRange(0, all),
                quartiles(all));
    }

    /** Trains an adapter that is attached to the model, which without it is the base. */
    public static TrainableUNet of(
            UNet2DConditionModel model, Engine engine, Denoising denoising, LoraAdapter adapter) {
        int all = denoising.schedule().timesteps();
        return new TrainableUNet(
                model,
                engine,
                denoising,
                new ParameterGroup(adapter.parameters(), 1),
                new Base.Unadapted(model, adapter),
                Map.of(Target.Prompt.OWN, LatentSample::conditioning),
                new TimestepRange(0, all),
                quartiles(all));
    }

    /** Takes another model for the base: for methods that need one where the model's own weights train. */
    public TrainableUNet withBase(UNet2DConditionModel other) {
        return new TrainableUNet(model, engine, denoising, trained, new Base.Other(other), prompts, range, evaluated);
    }

    /**
     * Sets a prompt of what shall stand in the concept's place, for all samples.
     *
     * @param conditioning by it, of one sample, framed as any image
     */
    public TrainableUNet anchor(Conditioning conditioning) {
        return anchor(sample -> conditioning);
    }

    /** Sets such a prompt for each sample. */
    public TrainableUNet anchor(Function<LatentSample, Conditioning> conditioning) {
        return prompted(Target.Prompt.ANCHOR, conditioning);
    }

    /** Sets the conditioning without a prompt, of one sample, framed as any image. */
    public TrainableUNet unconditional(Conditioning conditioning) {
        return prompted(Target.Prompt.EMPTY, sample -> conditioning);
    }

    private TrainableUNet prompted(Target.Prompt prompt, Function<LatentSample, Conditioning> conditioning) {
        Map<Target.Prompt, Function<LatentSample, Conditioning>> more = new EnumMap<>(prompts);
        more.put(prompt, sample -> conditioning.apply(sample).framedAs(sample.conditioning()));
        return new TrainableUNet(model, engine, denoising, trained, base, more, range, evaluated);
    }

    /**
     * Projects the steps of all that trains.
     *
     * @throws IllegalArgumentException if something trains that it is not for
     */
    public TrainableUNet projected(StepProjection projection) {
        ParameterGroup other = new ParameterGroup(trained.parameters(), trained.rateFactor(), projection);
        return new TrainableUNet(model, engine, denoising, other, base, prompts, range, evaluated);
    }

    /** Draws time steps of this range only. */
    public TrainableUNet drawing(TimestepRange other) {
        return new TrainableUNet(model, engine, denoising, trained, base, prompts, other, evaluated);
    }

    /** Evaluates at these time steps: at the middles of the quartiles unless said otherwise. */
    public TrainableUNet evaluatedAt(int... timesteps) {
        return new TrainableUNet(model, engine, denoising, trained, base, prompts, range, timesteps);
    }

    /** The middle of each quarter of the time steps. */
    public static int[] quartiles(int timesteps) {
        return new int[] {timesteps / 8, 3 * timesteps / 8, 5 * timesteps / 8, 7 * timesteps / 8};
    }

    /** How noise is added, and what the model says of it. */
    Denoising denoising() {
        return denoising;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(trained);
    }

    @Override
    public WeightChange change() {
        return base instanceof Base.Unadapted unadapted
                ? WeightChange.of(engine, unadapted.adapter())
                : TrainableModel.super.change();
    }

    @Override
    public Set<Need> offers() {
        Set<Need> offers = EnumSet.of(Need.CONCEPT_MASK);
        if (!(base instanceof Base.None)) offers.add(Need.BASE_MODEL);
        if (prompts.containsKey(Target.Prompt.ANCHOR)) offers.add(Need.ANCHOR_PROMPT);
        if (prompts.containsKey(Target.Prompt.EMPTY)) offers.add(Need.EMPTY_PROMPT);
        return offers;
    }

    @Override
    public ElementMask mask(List<LatentSample> batch) {
        Shape shape = batch.get(0).shape();
        int pixels = shape.dim(1) * shape.dim(2);
        boolean[] counts = new boolean[batch.size() * pixels];
        for (int b = 0; b < batch.size(); b++) {
            System.arraycopy(batch.get(b).counts(), 0, counts, b * pixels, pixels);
        }
        return LatentElements.spread(new ElementMask(joined(batch, LatentSample::mask), counts), pixels, shape.dim(0));
    }

    @Override
    public Elements forward(Tape tape, List<LatentSample> batch, long seed) {
        base.training(seed);
        SplittableRandom random = new SplittableRandom(seed);
        int[] timesteps = denoising.schedule().drawTimesteps(random, batch.size(), range.from(), range.to());
        float[] clean = clean(batch, random);
        float[] noise = normal(random, batch);
        for (int b = 0; b < timesteps.length; b++) {
            if (batch.get(b).noising() instanceof LatentSample.Noising.Fixed fixed) {
                timesteps[b] = fixed.timestep();
                System.arraycopy(fixed.noise(), 0, noise, b * size(batch), size(batch));
            }
        }
        passes += batch.size();
        return elements(tape, batch, noised(batch, clean, noise, timesteps), () -> passes += batch.size());
    }

    @Override
    public long passes() {
        return passes;
    }

    @Override
    public void passed(int samples) {
        passes += (long) samples * evaluated.length; // at each time step
    }

    /** Every sample at every time step, with noise that is the sample's own. */
    @Override
    public Elements evaluate(Tape tape, List<LatentSample> batch) {
        base.evaluating();
        List<LatentSample> repeated = repeated(batch);
        return elements(tape, repeated, evaluated(repeated), () -> {});
    }

    private List<LatentSample> repeated(List<LatentSample> batch) {
        return batch.stream()
                .flatMap(sample -> Arrays.stream(evaluated).mapToObj(t -> sample))
                .toList();
    }

    /** The noisy latents that {@link #evaluate} shows the model of one sample, time step by time step. */
    Denoising.Batch evaluated(LatentSample sample) {
        return evaluated(repeated(List.of(sample)));
    }

    private Denoising.Batch evaluated(List<LatentSample> repeated) {
        int[] timesteps = new int[repeated.size()];
        float[] noise = new float[repeated.size() * size(repeated)];
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = evaluated[i % evaluated.length];
            SplittableRandom random = new SplittableRandom(31L * repeated.get(i).fingerprint() + timesteps[i]);
            for (int j = i * size(repeated); j < (i + 1) * size(repeated); j++)
                noise[j] = (float) random.nextGaussian();
        }
        return noised(repeated, joined(repeated, LatentSample::mean), noise, timesteps);
    }

    private Denoising.Batch noised(List<LatentSample> batch, float[] clean, float[] noise, int... timesteps) {
        Shape shape = batch.get(0).shape();
        return new Denoising.Batch(
                Shape.of(batch.size(), shape.dim(0), shape.dim(1), shape.dim(2)),
                clean,
                noise,
                timesteps,
                conditioning(batch, Target.Prompt.OWN));
    }

    /** @param asked is told when another prediction is asked for */
    private Elements elements(Tape tape, List<LatentSample> batch, Denoising.Batch noised, Runnable asked) {
        return denoising.elements(tape, model, noised, mask(batch), new Others(tape, batch, noised, asked));
    }

    /** Predictions of one batch, by the models and prompts that there are. */
    private final class Others implements ReferencePredictions {
        private final Tape tape;
        private final List<LatentSample> samples;
        private final Denoising.Batch batch;
        private final Runnable asked;

        Others(Tape tape, List<LatentSample> samples, Denoising.Batch batch, Runnable asked) {
            this.asked = asked;
            this.tape = tape;
            this.samples = samples;
            this.batch = batch;
        }

        @Override
        public float[] of(Target.Part part) {
            asked.run();
            Denoising.Batch prompted = under(part.prompt());
            Function<UNet2DConditionModel, Tensor> say =
                    by -> Tape.detached(engine, inner -> denoising.prediction(inner, by, prompted));
            try (Tensor said =
                    switch (part.by()) {
                        case MODEL -> say.apply(model);
                        case BASE -> base.prediction(say);
                    }) {
                return said.toArray();
            }
        }

        @Override
        public Var unconditional() {
            asked.run();
            return denoising.prediction(tape, model, under(Target.Prompt.EMPTY));
        }

        private Denoising.Batch under(Target.Prompt prompt) {
            return batch.under(conditioning(samples, prompt));
        }
    }

    private Conditioning conditioning(List<LatentSample> batch, Target.Prompt prompt) {
        Function<LatentSample, Conditioning> given = prompts.get(prompt);
        if (given == null) {
            throw new IllegalStateException("no conditioning was given for the "
                    + prompt.name().toLowerCase(Locale.ROOT) + " prompt, which the method asks for");
        }
        return Conditioning.joined(batch.stream().map(given).toList());
    }

    private static float[] clean(List<LatentSample> batch, SplittableRandom random) {
        float[] clean = joined(batch, LatentSample::mean);
        float[] deviation = joined(batch, LatentSample::deviation);
        for (int i = 0; i < clean.length; i++) clean[i] += deviation[i] * (float) random.nextGaussian();
        return clean;
    }

    private static float[] normal(SplittableRandom random, List<LatentSample> batch) {
        float[] noise = new float[batch.size() * size(batch)];
        for (int i = 0; i < noise.length; i++) noise[i] = (float) random.nextGaussian();
        return noise;
    }

    private static int size(List<LatentSample> batch) {
        return Math.toIntExact(batch.get(0).shape().size());
    }

    private static float[] joined(List<LatentSample> batch, Function<LatentSample, float[]> part) {
        LatentSample first = batch.get(0);
        int size = part.apply(first).length;
        float[] all = new float[batch.size() * size];
        for (int b = 0; b < batch.size(); b++) {
            LatentSample each = batch.get(b);
            // Not the number of values: as many may lie otherwise.
            if (!each.shape().equals(first.shape()) || !each.conditioning().isLike(first.conditioning())) {
                throw new IllegalArgumentException(each.name() + " of " + each.shape() + " differs in size from "
                        + first.name() + " of " + first.shape() + ": samples of a batch must have one size");
            }
            System.arraycopy(part.apply(each), 0, all, b * size, size);
        }
        return all;
    }
}
