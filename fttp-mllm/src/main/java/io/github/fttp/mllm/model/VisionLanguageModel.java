package io.github.fttp.mllm.model;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Module;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import java.util.List;

/**
 * A model that answers questions about images: an image encoder, a projector into the space of words, and a decoder. A family
 * of such models implements this in a package of its own; generation, training, evaluation and forgetting know nothing else of
 * it. How positions are counted and where in a text an image stands are the family's.
 */
public interface VisionLanguageModel extends Module {
    /**
     * The most bytes of encoded images that a run keeps while the image encoder is frozen: some 450 images of LLaVA 1.5, far more
     * than a forget set has, and a bound for other uses.
     */
    long MOST_FEATURE_BYTES = 1L << 30;

    /** The image encoder. */
    Module visionTower();

    /** Gives what makes words of image features. */
    Module projector();

    /** The decoder: what low-rank adapters are attached to. */
    LlamaModel languageModel();

    /** The id that stands for an image, or for each of its positions, in a prompt. */
    int imageToken();

    /**
     * Computes what the projector is given: features of images, one image's behind the other's along the first dimension.
     *
     * @param images at least one
     */
    Var encode(Tape tape, List<PreparedImage> images);

    /**
     * Computes what the decoder is given: the embeddings of a batch with images in their places, and where each token stands.
     *
     * @param images all of the batch, in its order
     * @param encoded what {@link #encode} made of them; not looked at where there are none
     */
    DecoderInput embed(Tape tape, MergedInputs inputs, List<PreparedImage> images, Var encoded);
}
