package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.loss.Weighting;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.verify.GoldenCase;
import java.util.ArrayList;
import java.util.List;

/** Losses of a causal language model on labels that are not shifted yet, as a case's {@code loss} asks for them. */
final class LabelLosses {
    private final int batch;
    private final int length;
    private final List<Integer> rows = new ArrayList<>(); // of the logits, each before its label
    private final List<Integer> targets = new ArrayList<>();
    private final List<Float> concept = new ArrayList<>();

    /** @param concept aligned with the labels */
    LabelLosses(int[][] labels, float[][] concept, int ignored) {
        batch = labels.length;
        length = labels[0].length;
        for (int b = 0; b < batch; b++) {
            for (int t = 1; t < length; t++) {
                if (labels[b][t] == ignored) continue;
                rows.add(b * length + t - 1);
                targets.add(labels[b][t]);
                this.concept.add(concept[b][t]);
            }
        }
    }

    /**
     * Losses of a case.
     *
     * @param ce the plain mean
     * @param asked the loss that the case's gradients are of
     */
    record Noted(Var ce, Var asked) {}

    /**
     * Notes the losses and {@code out.active}, {@code out.per_token_nll}.
     *
     * @param logits {@code [B T, V]}
     */
    Noted note(Tape tape, Var logits, Json spec, GoldenCase golden) {
        int[] picked = rows.stream().mapToInt(Integer::intValue).toArray();
        int[] labels = targets.stream().mapToInt(Integer::intValue).toArray();
        TokenLosses losses = TokenLosses.of(tape, Rows.gather(tape, logits, picked), labels);
        float[] nll = losses.nll();
        float[] carries = new float[nll.length];
        for (int i = 0; i < carries.length; i++) carries[i] = concept.get(i);
        ElementMask mask = ElementMask.of(carries);

        long[] active = new long[batch * (length - 1)];
        float[] perToken = new float[active.length];
        for (int i = 0; i < picked.length; i++) {
            int at = picked[i] / length * (length - 1) + picked[i] % length;
            active[at] = 1;
            perToken[at] = nll[i];
        }
        golden.found("out.active", active);
        golden.found("out.per_token_nll", perToken);

        Var ce = losses.weighted(weights(new GradientDescent(), mask));
        golden.found("loss.ce", ce.value().scalar());
        String asked = spec.optional("loss").map(Json::text).orElse("ce");
        if (asked.equals("ce")) return new Noted(ce, ce);
        if (!asked.equals("split")) throw spec.field("loss").refuse("is " + asked + ", known are ce and split");
        float alpha = (float) spec.field("alpha").number();
        float beta = (float) spec.field("beta").number();
        golden.found("loss.concept_term", sum(nll, weights((c, p) -> c, mask)));
        golden.found("loss.rest_term", sum(nll, weights((c, p) -> 1 - c, mask)));
        Var split = losses.weighted(weights(new Fttp(alpha, beta), mask));
        golden.found("loss.split", split.value().scalar());
        return new Noted(ce, split);
    }

    private static float[] weights(Weighting weighting, ElementMask mask) {
        return SplitWeights.of(weighting, mask, new float[mask.size()]);
    }

    private static float sum(float[] losses, float[] weights) {
        double sum = 0;
        for (int i = 0; i < losses.length; i++) sum += (double) weights[i] * losses[i];
        return (float) sum;
    }
}
