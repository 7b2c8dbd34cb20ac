package io.github.fttp.mllm.model;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.Module;
import java.util.List;

/**
 * A model that answers questions about images: an image encoder, a projector into the space of words, and a decoder. A family
 * of such models implements this in a package of its own; generation, training, evaluation and forgetting know nothing else of
 * it. How positions are counted and where in a text an image stands are the family's.
 */
public interface VisionLanguageModel extends Module {
    /** The decoder: what low-rank adapters are attached to. */
    Module languageModel();

    /** What makes words of image features. */
    Module projector();

    /**
     * Reads prompts with their images, to be continued token by token.
     *
     * @param prompts ids, each at least one; an image is one image token, or as many as it takes positions
     * @param pixels of each prompt its images, as the family's image processor makes them
     * @param most tokens that will be appended to each
     * @throws IllegalArgumentException if a prompt has other image tokens than images
     */
    Reading read(Engine engine, List<int[]> prompts, List<List<float[]>> pixels, int most);

    /** Trains an adapter that is attached to the decoder; everything else stays as it is. */
    TrainableConversations trainable(Engine engine, LoraAdapter adapter);

    /**
     * Trains an adapter and the whole projector.
     *
     * @param rateFactor the projector's learning rate as a multiple of the optimiser's
     */
    TrainableConversations trainable(Engine engine, LoraAdapter adapter, double rateFactor);

    /** Trains these parameters of the model itself. */
    TrainableConversations trainable(Engine engine, List<Parameter> parameters);

    /** Prompts that were read, and what was appended to them. Owns the memory that makes each further token cheap. */
    interface Reading extends AutoCloseable {
        /** Logits of the next token behind each, {@code [B, V]} row by row. */
        float[] logits();

        /** Appends one token to each. */
        void append(int... tokens);

        @Override
        void close();
    }
}
