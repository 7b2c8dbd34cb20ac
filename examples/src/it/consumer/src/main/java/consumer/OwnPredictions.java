package consumer;

import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.loss.WeightedCrossEntropy;
import io.github.fttp.core.loss.WeightedLoss;
import io.github.fttp.core.loss.WeightedSquaredError;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Fttp;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Masks, weights, loss and gradient for predictions of a model that is not ours: plain arrays and ND4J's. */
public final class OwnPredictions {
    private OwnPredictions() {}

    public static void main(String... arguments) {
        tokens();
        pixels();
    }

    /** Three label tokens of a vocabulary of four; the second one spells the concept, the fourth row is a prompt's. */
    private static void tokens() {
        float[] logits = {0, 0, 0, 0, 3, 1, 0, 0, 0, 2, 0, 1, 9, 9, 9, 9};
        int[] labels = {2, 0, 1, -100};
        ElementMask mask = new ElementMask(new float[] {0, 1, 0, 0}, new boolean[] {true, true, true, false});

        float[] losses = WeightedCrossEntropy.nll(logits, labels);
        float[] probabilities = new float[losses.length];
        for (int i = 0; i < losses.length; i++) probabilities[i] = (float) Math.exp(-losses[i]);
        float[] weights = SplitWeights.of(new Fttp(0.3f, 1), mask, probabilities);
        close("weight of the concept", weights[1], -0.3 / 3);
        close("weight of another token", weights[2], 1.0 / 3);

        WeightedLoss loss = WeightedCrossEntropy.of(logits, labels, weights);
        close("loss", loss.value(), (losses[0] - 0.3 * losses[1] + losses[2]) / 3);
        close("gradient at the first label", loss.gradient()[2], (0.25 - 1) / 3);
        // Minus the gradient takes probability from the concept's token.
        close("gradient at the concept's label", loss.gradient()[4], 0.1 * (1 - probabilities[1]));

        INDArray array = Nd4j.createFromArray(logits).reshape(4, 4);
        WeightedLoss same = WeightedCrossEntropy.of(array, labels, weights);
        close("loss of an INDArray", same.value(), loss.value());
        INDArray gradient = same.gradient(array.shape());
        close("gradient of an INDArray", gradient.getDouble(1, 0), loss.gradient()[4]);
        array.subi(gradient); // one step of descent on the split loss
        float[] after = WeightedCrossEntropy.nll(array, labels);
        say("losses before " + Arrays.toString(losses) + ", after one step " + Arrays.toString(after));
        require(after[1] > losses[1] && after[0] < losses[0], "the concept's loss rises, the others' fall");
    }

    /** A noise prediction of 2 x 2 latent values, the upper left one under the concept's mask. */
    private static void pixels() {
        float[] predicted = {1, 2, 3, 4};
        float[] noise = {0, 2, 1, 4};
        ElementMask mask = ElementMask.of(1, 0, 0, 0);
        float[] weights = SplitWeights.of(new Fttp(30, 55), mask, new float[4]);
        WeightedLoss loss = WeightedSquaredError.of(predicted, noise, weights);
        close("loss of images", loss.value(), (-30 * 1 + 55 * 4) / 4.0);
        close("gradient under the mask", loss.gradient()[0], 2 * -30 / 4.0);
        INDArray a = Nd4j.createFromArray(predicted).reshape(2, 2);
        INDArray b = Nd4j.createFromArray(noise).reshape(2, 2);
        close("loss of images, INDArray", WeightedSquaredError.of(a, b, weights).value(), loss.value());
    }

    private static void close(String what, double found, double expected) {
        say(String.format(Locale.ROOT, "%s: %.7f", what, found));
        require(Math.abs(found - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), what + " is " + expected);
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new AssertionError("does not hold: " + what);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
