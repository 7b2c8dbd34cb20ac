package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Elements that are the label tokens of sequences, with what a text model says of each; every one counts. */
public final class TokenElements implements Elements {
    /** Labels among so many count as recognised. */
    private static final int LIKELIEST = 5;

    private final Pass pass;
    private final ElementMask mask;
    private final int[] labels;
    private final int[] sequences;
    private final int samples;
    private final Base base;
    private TokenLosses losses;

    private TokenElements(Pass pass, ElementMask mask, int[] labels, int[] sequences, int samples, Base base) {
        this.pass = pass;
        this.mask = mask;
        this.labels = labels.clone();
        this.sequences = sequences.clone();
        this.samples = samples;
        this.base = base;
    }

    /** A model's way through a batch, as far as its labels go. */
    public interface Pass {
        /** Gives the tape that it is computed on. */
        Tape tape();

        /** {@code [N, V]}: what predicts each label; computed once, however often it is asked for. */
        Var logits();

        /** How many blocks the model has. */
        int blocks();

        /**
         * {@code [N, C]}: the state of each label's own position behind a block.
         *
         * @param block from 0
         * @throws IllegalArgumentException if the model has no such block
         */
        Var states(int block);

        /** {@code [N, C]}: likewise, of the position in front of each label's, by which it is predicted. */
        Var statesBefore(int block);

        /** Gives the module whose blocks they are. */
        Module decoder();

        /** Rows of {@code [B T]} where something stands, and no padding. */
        int[] attendedRows();

        /** Rows of {@code [B T]} where images stand, of each sample; none of a text alone. */
        List<int[]> imageRows();
    }

    /** The model as it was before training. */
    @FunctionalInterface
    public interface Base {
        /** A part of its pass through the same batch, without gradient; whoever asked closes it. */
        Tensor of(Function<Pass, Var> part);
    }

    /**
     * @param mask one value a label, all of which count
     * @param labels {@code N}, sequence by sequence
     * @param sequences which sample of the batch each label belongs to, from 0
     * @param samples of the batch, those without a label too
     * @param base throws {@link IllegalStateException} where none is kept
     */
    public static TokenElements of(Pass pass, ElementMask mask, int[] labels, int[] sequences, int samples, Base base) {
        if (mask.counted() != labels.length || sequences.length != labels.length) {
            throw new IllegalArgumentException(mask.counted() + " elements that count and " + sequences.length
                    + " sequence numbers for " + labels.length + " labels");
        }
        return new TokenElements(pass, mask, labels, sequences, samples, base);
    }

    /**
     * Elements as tokens, with what only text can tell of them.
     *
     * @throws IllegalArgumentException if they are no tokens; {@link Need#LABEL_TOKENS} refuses such a model in time
     */
    public static TokenElements of(Elements elements) {
        if (elements instanceof TokenElements tokens) return tokens;
        throw new IllegalArgumentException(
                "label tokens are needed, found " + elements.getClass().getSimpleName());
    }

    /** Labels in a row that carry the concept, of one sequence, are one mention. */
    @Override
    public int[] mentions() {
        float[] concept = mask.concept();
        int[] mentions = new int[labels.length];
        int count = 0;
        for (int i = 0; i < mentions.length; i++) {
            boolean goesOn = i > 0 && concept[i - 1] > 0 && sequences[i] == sequences[i - 1];
            if (concept[i] == 0) mentions[i] = -1;
            else mentions[i] = goesOn ? count - 1 : count++;
        }
        return mentions;
    }

    /** Counts mentions, and labels in batches without any. */
    @Override
    public Mean recognition() {
        int[] mentions = mentions();
        int count = Arrays.stream(mentions).max().orElse(-1) + 1;
        if (count == 0) mentions = IntStream.range(0, labels.length).toArray();
        boolean[] missed = new boolean[count == 0 ? labels.length : count];
        Tensor logits = pass.logits().value();
        float[] row = new float[logits.shape().dim(1)];
        for (int i = 0; i < labels.length; i++) {
            if (mentions[i] < 0 || missed[mentions[i]]) continue;
            logits.read((long) i * row.length, row, 0, row.length);
            int likelier = 0;
            for (float logit : row) if (logit > row[labels[i]]) likelier++;
            missed[mentions[i]] = likelier >= LIKELIEST;
        }
        int recognised = 0;
        for (boolean each : missed) if (!each) recognised++;
        return new Mean(recognised, missed.length);
    }

    /** When it is first asked for: not every method looks at logits. */
    private TokenLosses tokenLosses() {
        if (losses == null) losses = TokenLosses.of(pass.tape(), pass.logits(), labels);
        return losses;
    }

    @Override
    public ElementMask mask() {
        return mask;
    }

    @Override
    public float[] losses() {
        return tokenLosses().nll();
    }

    @Override
    public float[] probabilities() {
        float[] all = new float[labels.length];
        for (int i = 0; i < all.length; i++) all[i] = tokenLosses().probability(i);
        return all;
    }

    /** One in the vocabulary. */
    @Override
    public float chance() {
        return 1f / pass.logits().shape().dim(1);
    }

    @Override
    public Var weighted(float[] weights) {
        return tokenLosses().weighted(weights);
    }

    @Override
    public Var distanceToBase(float[] weights) {
        return divergenceFrom(base(Pass::logits), weights);
    }

    /**
     * {@code sum_i w_i KL(q_i || p_i)} with {@code q = softmax(target)}.
     *
     * @param target {@code [N, V]}; to be kept until the backward pass is done
     */
    public Var divergenceFrom(Tensor target, float... weights) {
        return tokenLosses().klTo(target).weighted(weights);
    }

    /** {@code l_i} as a vector {@code [N]} to compute with. */
    public Var lossVector() {
        return tokenLosses().vector();
    }

    /** The trained model's pass. */
    public Pass pass() {
        return pass;
    }

    /** A part of the base model's pass, without gradient; kept as long as the trained model's. */
    public Tensor base(Function<Pass, Var> part) {
        return pass.tape().keep(base.of(part));
    }

    /** {@code y_i}. */
    public int[] labels() {
        return labels.clone();
    }

    @Override
    public int[] sampleNumbers() {
        return sequences.clone();
    }

    /** How many samples the batch has, those without a label too. */
    public int samples() {
        return samples;
    }

    /** 1 for each label. */
    public float[] ones() {
        float[] ones = new float[labels.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * {@code a_i / sum of a_j over i's sequence}: the weights of a mean over each sequence; 0 in sequences where all are.
     *
     * @param amounts at least 0, one a label
     */
    public float[] withinSequence(float... amounts) {
        double[] sums = new double[samples];
        for (int i = 0; i < amounts.length; i++) sums[sequences[i]] += amounts[i];
        float[] parts = new float[amounts.length];
        for (int i = 0; i < parts.length; i++) {
            if (amounts[i] != 0) parts[i] = (float) (amounts[i] / sums[sequences[i]]);
        }
        return parts;
    }
}
