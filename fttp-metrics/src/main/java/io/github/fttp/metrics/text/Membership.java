package io.github.fttp.metrics.text;

import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import java.util.zip.Deflater;

/**
 * Scores by which a text is told to have been trained on; smaller is likelier. {@link
 * io.github.fttp.metrics.statistics.Auc} of the scores' negatives, of forgotten texts against unseen ones, is 0.5 where
 * nothing can be told; well below it, the model was pushed too far, which can be told as well. Source: open-unlearning's
 * {@code mia_*}.
 */
public final class Membership {
    private Membership() {}

    /** Minus the mean of the {@code max(1, floor(k n))} smallest log-probabilities (Shi et al. 2024, min-k%). */
    public static double minK(double[] logProbabilities, double k) {
        if (logProbabilities.length == 0) throw new IllegalArgumentException("a text has no tokens");
        if (!(k > 0 && k <= 1)) throw new IllegalArgumentException("k must be in (0, 1], was " + k);
        int count = Math.max(1, (int) (logProbabilities.length * k));
        return -DoubleStream.of(logProbabilities)
                .sorted()
                .limit(count)
                .average()
                .orElseThrow();
    }

    /**
     * Mean loss a token divided by the bytes that zlib needs for the text (Carlini et al. 2021): a text that is easy anyway is
     * not evidence.
     */
    public static double zlib(double meanLoss, String text) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            byte[] buffer = new byte[1024];
            int bytes = 0;
            while (!deflater.finished()) bytes += deflater.deflate(buffer);
            return meanLoss / bytes;
        } finally {
            deflater.end();
        }
    }
}
