package io.github.fttp.examples.compare;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.Trainee;
import io.github.fttp.mllm.model.PicturedSample;
import java.util.ArrayList;
import java.util.List;

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
    static List<TokenReadings> of(Trainee<PicturedSample> trainee, List<PicturedSample> samples) {
        List<TokenReadings> readings = new ArrayList<>();
        for (int from = 0; from < samples.size(); from += BATCH) {
            List<PicturedSample> batch = samples.subList(from, Math.min(samples.size(), from + BATCH));
            try (Tape tape = Tape.forward(trainee.engine())) {
                TokenElements tokens = trainee.evaluate(tape, batch).tokens();
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
        float[] losses = tokens.losses();
        float[] carries = tokens.mask().concept();
        Tensor logits = tokens.pass().logits().value();
        float[] row = new float[logits.shape().dim(1)];
        TokenReadings readings = new TokenReadings(
                new int[to - from], new double[to - from], new int[to - from], new boolean[to - from]);
        for (int i = from; i < to; i++) {
            logits.read((long) i * row.length, row, 0, row.length);
            readings.labels[i - from] = tokens.labels()[i];
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

    /** The mean of the log probabilities of the concept's labels; NaN where there are none. */
    double conceptLogProbability() {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < losses.length; i++) {
            if (!concept[i]) continue;
            sum -= losses[i];
            count++;
        }
        return sum / count;
    }

    /** Mean loss a token. */
    double meanLoss() {
        double sum = 0;
        for (double loss : losses) sum += loss;
        return sum / losses.length;
    }
}
