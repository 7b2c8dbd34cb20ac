package io.github.fttp.examples.compare;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.mllm.llava.SampleWithImages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a model says of the labels of one sample, teacher-forced.
 *
 * @param labels with the end token, which is the last
 * @param losses {@code -log p} of each
 * @param likeliest its first choice in each place
 * @param concept which labels carry the concept
 */
record TokenReadings(int[] labels, double[] losses, int[] likeliest, boolean[] concept) {
    private static final int BATCH = 16;

    /** One a sample. */
    static List<TokenReadings> of(TrainableModel<SampleWithImages> trainable, List<SampleWithImages> samples) {
        List<TokenReadings> readings = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += BATCH) {
            List<SampleWithImages> batch = samples.subList(from, Math.min(samples.size(), from + BATCH));
            try (Tape tape = Tape.forward(trainable.engine())) {
                TokenElements tokens = TokenElements.of(trainable.evaluate(tape, batch));
                for (int i = 0; i < batch.size(); i++) readings.add(of(tokens, i));
            }
        }
        return readings;
    }

    private static TokenReadings of(TokenElements tokens, int sequence) {
        int[] sequences = tokens.sequences();
        int from = 0;
        while (from < sequences.length && sequences[from] != sequence) from++;
        int to = from;
        while (to < sequences.length && sequences[to] == sequence) to++;
        int[] labels = tokens.labels();
        float[] losses = tokens.losses();
        float[] carries = tokens.mask().concept();
        Tensor logits = tokens.pass().logits().value();
        float[] row = new float[logits.shape().dim(1)];
        TokenReadings readings = new TokenReadings(
                new int[to - from], new double[to - from], new int[to - from], new boolean[to - from]);
        for (int i = from; i < to; i++) {
            logits.read((long) i * row.length, row, 0, row.length);
            readings.labels[i - from] = labels[i];
            readings.losses[i - from] = losses[i];
            readings.likeliest[i - from] = largest(row);
            readings.concept[i - from] = carries[i] > 0;
        }
        return readings;
    }

    private static int largest(float... row) {
        int largest = 0;
        for (int v = 1; v < row.length; v++) if (row[v] > row[largest]) largest = v;
        return largest;
    }

    /** Labels without the end token. */
    int[] words() {
        return Arrays.copyOf(labels, labels.length - 1);
    }

    /** The first choice for each of {@link #words}. */
    int[] likeliestWords() {
        return Arrays.copyOf(likeliest, labels.length - 1);
    }

    /** {@code log p} of each of {@link #words}. */
    double[] wordLogProbabilities() {
        return Arrays.stream(losses, 0, losses.length - 1).map(loss -> -loss).toArray();
    }

    /** Of the labels that carry the concept, or of the others. */
    DoubleStream losses(boolean carrying) {
        return IntStream.range(0, losses.length)
                .filter(i -> concept[i] == carrying)
                .mapToDouble(i -> losses[i]);
    }

    /** The mean of the log probabilities of the concept's labels; NaN where there are none. */
    double conceptLogProbability() {
        return -losses(true).average().orElse(Double.NaN);
    }

    /** Mean loss a token. */
    double meanLoss() {
        double sum = 0;
        for (double loss : losses) sum += loss;
        return sum / losses.length;
    }
}
