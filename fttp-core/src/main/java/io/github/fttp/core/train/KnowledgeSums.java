package io.github.fttp.core.train;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import java.util.Arrays;
import java.util.List;

/** Sums over elements; a soft mask counts an element partly for the concept, partly for the rest. */
final class KnowledgeSums {
    private double concept;
    private double conceptLoss;
    private double conceptProbability;
    private double rest;
    private double restLoss;
    private double restProbability;
    private long mentions;
    private double mentionProbability;
    private final BySample conceptBySample = new BySample();
    private final BySample restBySample = new BySample();
    private final BySample mentionsBySample = new BySample();

    void add(Elements elements) {
        float[] losses = elements.losses();
        add(elements.mask(), losses, elements.probabilities());
        double[] ofMentions = mentionLosses(elements.mentions(), losses);
        mentions += ofMentions.length;
        for (double loss : ofMentions) mentionProbability += Math.exp(-loss);
        addBySample(elements, losses, ofMentions);
    }

    private void addBySample(Elements elements, float[] losses, double... ofMentions) {
        int[] samples = elements.sampleNumbers();
        int[] named = elements.mentions();
        float[] carries = elements.mask().concept();
        boolean[] counts = elements.mask().counts();
        int last = -1;
        for (int i = 0; i < carries.length; i++) {
            if (counts[i]) {
                conceptBySample.add(samples[i], (double) carries[i] * losses[i], carries[i]);
                restBySample.add(samples[i], (1.0 - carries[i]) * losses[i], 1 - carries[i]);
            }
            if (named.length > 0 && named[i] > last) {
                last = named[i];
                mentionsBySample.add(samples[i], Math.exp(-ofMentions[last]), 1);
            }
        }
        List.of(conceptBySample, restBySample, mentionsBySample).forEach(BySample::next);
    }

    /** Sums and counts of samples, batch after batch. */
    private static final class BySample {
        private double[] sums = new double[8];
        private double[] counts = new double[8];
        private int batch;
        private int size;

        void add(int sample, double sum, double count) {
            int at = batch + sample;
            if (at >= sums.length) {
                sums = Arrays.copyOf(sums, 2 * at);
                counts = Arrays.copyOf(counts, 2 * at);
            }
            sums[at] += sum;
            counts[at] += count;
            size = Math.max(size, at + 1);
        }

        /** Another batch follows, whose samples are others. */
        void next() {
            batch = size;
        }

        SampleInterval interval() {
            return SampleInterval.of(sums, counts);
        }
    }

    /** The negative log-probability of each mention: the sum over its tokens. */
    static double[] mentionLosses(int[] mentions, float... losses) {
        double[] sums = new double[Arrays.stream(mentions).max().orElse(-1) + 1];
        for (int i = 0; i < mentions.length; i++) if (mentions[i] >= 0) sums[mentions[i]] += losses[i];
        return sums;
    }

    void add(ElementMask mask, float[] losses, float... probabilities) {
        float[] carries = mask.concept();
        boolean[] counts = mask.counts();
        for (int i = 0; i < carries.length; i++) {
            if (!counts[i]) continue;
            concept += carries[i];
            rest += 1 - carries[i];
            if (carries[i] > 0) {
                conceptLoss += (double) carries[i] * losses[i];
                conceptProbability += (double) carries[i] * probabilities[i];
            }
            if (carries[i] < 1) {
                restLoss += (1.0 - carries[i]) * losses[i];
                restProbability += (1.0 - carries[i]) * probabilities[i];
            }
        }
    }

    Knowledge knowledge() {
        return new Knowledge(
                concept,
                rest,
                conceptLoss / concept,
                restLoss / rest,
                conceptProbability / concept,
                restProbability / rest,
                mentions,
                mentionProbability / mentions,
                conceptBySample.interval(),
                restBySample.interval(),
                mentionsBySample.interval().ofShare());
    }
}
