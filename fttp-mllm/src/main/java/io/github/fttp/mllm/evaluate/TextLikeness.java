package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.statistics.Cosine;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.List;

/**
 * How like other concepts are to one for a vision-language model as it is: by the tokens of the names, and by its states, behind
 * its last block, where it is about to say them.
 */
public final class TextLikeness {
    /** Pieces of a name that a tokenizer cuts from where it stands in a sentence. */
    private static final String IN_A_SENTENCE = " ";

    private final TrainableConversations model;
    private final SampleEncoder encoder;
    private final Concept concept;
    private final int batch;
    private final float[] state;

    /**
     * Looks at the model's states for one concept.
     *
     * @param model stays the caller's
     * @param samples with this concept marked
     * @param batch samples that go through the model together
     */
    public TextLikeness(
            TrainableConversations model,
            SampleEncoder encoder,
            Concept concept,
            List<SampleWithImages> samples,
            int batch) {
        this.model = model;
        this.encoder = encoder;
        this.concept = concept;
        this.batch = batch;
        this.state = state(samples);
    }

    /**
     * Compares with another concept.
     *
     * @param samples with that one marked; its name may occur in none of them
     */
    public Likeness to(Concept other, List<SampleWithImages> samples) {
        return Likeness.of(tokens(concept), tokens(other), Cosine.of(state, state(samples)));
    }

    private int[] tokens(Concept named) {
        return encoder.tokenizer().encode(IN_A_SENTENCE + named.name()).ids();
    }

    /** The sum of the states in front of each mention of the concept that is marked. */
    private float[] state(List<SampleWithImages> samples) {
        float[] sum = new float[0];
        for (List<SampleWithImages> together : Parts.of(samples, batch)) {
            try (Tape tape = Tape.forward(model.engine())) {
                TokenElements tokens = TokenElements.of(model.evaluate(tape, together));
                Tensor states =
                        tokens.pass().statesBefore(tokens.pass().blocks() - 1).value(); // [N, C]
                int width = states.shape().dim(1);
                if (sum.length == 0) sum = new float[width];
                add(tokens, states.toArray(), sum);
            }
        }
        return sum;
    }

    private static void add(TokenElements tokens, float[] states, float... sum) {
        int[] mentions = tokens.mentions();
        int[] sequences = tokens.sampleNumbers();
        for (int i = 0; i < mentions.length; i++) {
            boolean goesOn = i > 0 && mentions[i] == mentions[i - 1] && sequences[i] == sequences[i - 1];
            if (mentions[i] < 0 || goesOn) continue;
            for (int c = 0; c < sum.length; c++) sum[c] += states[i * sum.length + c];
        }
    }
}
