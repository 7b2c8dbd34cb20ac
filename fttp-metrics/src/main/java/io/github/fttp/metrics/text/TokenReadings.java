package io.github.fttp.metrics.text;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The labels of one sample as a model reads them, teacher-forced.
 *
 * @param labels with the end token, which is the last
 * @param losses {@code -log p} of each
 * @param likeliest its first choice in each place
 * @param concept which labels carry the concept
 * @param expected mean of {@code log p} over the vocabulary under {@code p}, in each place
 * @param deviation standard deviation of the same, at least {@code 1e-3}
 */
public record TokenReadings(
        int[] labels, double[] losses, int[] likeliest, boolean[] concept, double[] expected, double[] deviation) {
    private static final int BATCH = 16;

    /** Smallest variance of {@code log p}, where the model is certain. */
    private static final double LEAST_VARIANCE = 1e-6;

    /** Reads the labels of each sample. */
    public static <S> List<TokenReadings> of(TrainableModel<S> trainable, List<S> samples) {
        List<TokenReadings> readings = new ArrayList<>();
        for (List<S> batch : Parts.of(samples, BATCH)) {
            try (Tape tape = Tape.forward(trainable.engine())) {
                TokenElements tokens = TokenElements.of(trainable.evaluate(tape, batch));
                for (int i = 0; i < batch.size(); i++) readings.add(of(tokens, i));
            }
        }
        return readings;
    }

    private static TokenReadings of(TokenElements tokens, int sequence) {
        int[] sequences = tokens.sampleNumbers();
        int from = 0;
        while (from < sequences.length && sequences[from] != sequence) from++;
        int to = from;
        while (to < sequences.length && sequences[to] == sequence) to++;
        int[] labels = tokens.labels();
        float[] losses = tokens.losses();
        float[] carries = tokens.mask().concept();
        Tensor logits = tokens.pass().logits().value();
        float[] row = new float[logits.shape().dim(1)];
        int count = to - from;
        TokenReadings readings = new TokenReadings(
                new int[count],
                new double[count],
                new int[count],
                new boolean[count],
                new double[count],
                new double[count]);
        for (int i = from; i < to; i++) {
            logits.read((long) i * row.length, row, 0, row.length);
            readings.labels[i - from] = labels[i];
            readings.losses[i - from] = losses[i];
            readings.likeliest[i - from] = largest(row);
            readings.concept[i - from] = carries[i] > 0;
            readings.spread(i - from, row);
        }
        return readings;
    }

    /** Mean and deviation of {@code log p} in one place. */
    private void spread(int place, float... row) {
        double largest = row[likeliest[place]];
        double sum = 0;
        double first = 0;
        double second = 0;
        for (float logit : row) {
            double above = logit - largest;
            double weight = Math.exp(above);
            sum += weight;
            first += weight * above;
            second += weight * above * above;
        }
        double mean = first / sum;
        expected[place] = mean - Math.log(sum);
        deviation[place] = Math.sqrt(Math.max(LEAST_VARIANCE, second / sum - mean * mean));
    }

    private static int largest(float... row) {
        int largest = 0;
        for (int v = 1; v < row.length; v++) if (row[v] > row[largest]) largest = v;
        return largest;
    }

    /** Labels without the end token. */
    public int[] words() {
        return Arrays.copyOf(labels, labels.length - 1);
    }

    /** The first choice for each of {@link #words}. */
    public int[] likeliestWords() {
        return Arrays.copyOf(likeliest, labels.length - 1);
    }

    /** {@code log p} of each of {@link #words}. */
    public double[] wordLogProbabilities() {
        return Arrays.stream(losses, 0, losses.length - 1).map(loss -> -loss).toArray();
    }

    /** {@code (log p - mean) / deviation} of each of {@link #words}: how likely it is beside other words. */
    public double[] standardisedWordLogProbabilities() {
        return IntStream.range(0, losses.length - 1)
                .mapToDouble(i -> (-losses[i] - expected[i]) / deviation[i])
                .toArray();
    }

    /** Losses of the labels that carry the concept, or of the others. */
    public DoubleStream losses(boolean carrying) {
        return IntStream.range(0, losses.length)
                .filter(i -> concept[i] == carrying)
                .mapToDouble(i -> losses[i]);
    }

    /** Mean loss per token. */
    public double meanLoss() {
        double sum = 0;
        for (double loss : losses) sum += loss;
        return sum / losses.length;
    }
}
