package io.github.fttp.core.train;

import io.github.fttp.core.Check;
import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.method.Elements;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A text model has forgotten once the concept's mentions are no likelier than chance: {@code mean over mentions of (product over
 * the mention's tokens of p_t) <= 1 / answers}. Going on is of no use then and costs other knowledge.
 *
 * <p>How many answers are plausible is asked of the model as it is when the goal is made, unless a number is given: see {@link
 * PlausibleAnswers}.
 *
 * <p>A step's own batch, which was measured before the step and with dropout, only raises the question; what decides is all
 * samples after it, of the model as it is used. Behind a step on retain data alone a batch of
 * them raises it.
 *
 * @param <S> a sample
 */
public final class AtChance<S> implements Goal {
    /** How far above its aim a step's batch may be and still raise the question: it was measured before the step. */
    private static final double NEAR = 4;

    private final TrainableModel<S> trainable;
    /** The samples, as they go through the model together. */
    private final List<List<S>> parts;

    private final double probability;
    private final String aim;
    /** Counted with the first pass over all samples; below 0 before it. */
    private long mentions = -1;

    private AtChance(TrainableModel<S> trainable, List<S> samples, int batch, double probability, String aim) {
        this.trainable = trainable;
        this.parts = Parts.of(List.copyOf(samples), batch);
        this.probability = probability;
        this.aim = aim;
    }

    /**
     * At one of as many answers as the model itself finds plausible now.
     *
     * @param trainable whose elements are tokens
     * @param samples to forget
     * @param batch samples that go through the model together
     */
    public static <S> AtChance<S> of(TrainableModel<S> trainable, List<S> samples, int batch) {
        return of(
                trainable,
                samples,
                batch,
                PlausibleAnswers.of(trainable, samples, batch).answers());
    }

    /** @param answers that are plausible, above 1 */
    public static <S> AtChance<S> of(TrainableModel<S> trainable, List<S> samples, int batch, double answers) {
        if (!(answers > 1 && Double.isFinite(answers))) {
            throw new IllegalArgumentException("plausible answers must be finite and more than 1, were " + answers);
        }
        return new AtChance<>(trainable, samples, batch, 1 / answers, chance(answers));
    }

    private static String chance(double answers) {
        String number = answers == Math.rint(answers) ? "%.0f" : "%.4g";
        return String.format(Locale.ROOT, "chance, 1 of " + number + " plausible answers", answers);
    }

    /** @param probability of a mention, at or below which the concept counts as forgotten; in {@code [0, 1]} */
    public static <S> AtChance<S> below(TrainableModel<S> trainable, List<S> samples, int batch, double probability) {
        Check.finiteAtLeast(0, probability, "probability to stop below");
        String aim = "a mention's probability of " + probability;
        return new AtChance<>(trainable, samples, batch, probability, aim);
    }

    /** The probability of a mention that is aimed at. */
    public double probability() {
        return probability;
    }

    @Override
    public Optional<String> reached(Step step) {
        if (!isNear(step)) return Optional.empty();
        double sum = 0;
        long seen = 0;
        for (List<S> part : parts) {
            double[] said = said(part);
            sum += Arrays.stream(said).sum();
            seen += said.length;
            if (mentions >= 0 && sum > probability * mentions) return Optional.empty(); // whatever the others have
        }
        mentions = seen;
        if (mentions == 0 || sum > probability * mentions) return Optional.empty();
        return Optional.of(
                String.format(Locale.ROOT, "the concept's mentions have probability %.3g, at %s", sum / mentions, aim));
    }

    private boolean isNear(Step step) {
        if (step.forgets()) return step.mentionProbability() <= NEAR * probability;
        double[] said = said(parts.get(step.number() % parts.size()));
        return Arrays.stream(said).sum() <= NEAR * probability * said.length;
    }

    /** The probabilities of the mentions in these samples. */
    private double[] said(List<S> part) {
        try (Tape tape = Tape.forward(trainable.engine())) {
            Elements elements = trainable.evaluate(tape, part);
            return Arrays.stream(KnowledgeSums.mentionLosses(elements.mentions(), elements.losses()))
                    .map(loss -> Math.exp(-loss))
                    .toArray();
        }
    }

    @Override
    public String toString() {
        return aim;
    }
}
