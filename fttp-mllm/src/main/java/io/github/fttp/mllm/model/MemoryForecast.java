package io.github.fttp.mllm.model;

import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.LlamaConfig;
import java.util.List;

/**
 * About how much memory a training run takes, to be said before it begins. An estimate: what each layer keeps for its
 * backward pass, the weights, and what trains with its gradient and optimiser.
 *
 * @param text of the decoder
 * @param weightBytes of the model as it is loaded
 * @param trainedValues how many numbers train
 * @param batch samples that go through the model together
 * @param gradientCheckpointing whether layers keep their results only
 */
record MemoryForecast(
        LlamaConfig text, long weightBytes, long trainedValues, int batch, boolean gradientCheckpointing) {
    /** The virtual machine with its libraries. */
    private static final long PROCESS = 400L << 20;
    /** Value, gradient and two moments, float32. */
    private static final int BYTES_A_TRAINED_VALUE = 16;
    /** Rows as wide as the model that a layer keeps: norms, queries, keys, values, attention and its sums. */
    private static final int WIDE_ROWS = 14;
    /** Rows as wide as the feed-forward part's inside. */
    private static final int INNER_ROWS = 4;

    /** Forecasts a run that trains this part of a model's folder. */
    static MemoryForecast of(VisionLanguageFolder folder, TrainedPart part, Training training) {
        LlamaConfig text = folder.decoder();
        long projectorValues = folder.projectorValues();
        long trained;
        if (part instanceof TrainedPart.Adapter adapter) {
            trained = adapterValues(text, adapter.lora().rank()) + (adapter.projectorRate() > 0 ? projectorValues : 0);
        } else {
            trained = part instanceof TrainedPart.Projector ? projectorValues : folder.values();
        }
        return new MemoryForecast(text, folder.bytes(), trained, training.batch(), training.checkpointsGradients());
    }

    /** Numbers that adapters of this rank hold, on all seven projections of each layer. */
    static long adapterValues(LlamaConfig text, int rank) {
        long width = text.hiddenSize();
        long queries = (long) text.heads() * text.headSize();
        long keys = (long) text.keyValueHeads() * text.headSize();
        long attention = 2 * (width + queries) + 2 * (width + keys);
        long inner = 3 * (width + text.intermediateSize());
        return rank * text.layers() * (attention + inner);
    }

    /** Bytes, for the longest batch of these samples. */
    long bytes(List<SampleWithImages> samples) {
        long positions = 0;
        long labels = 0;
        for (SampleWithImages sample : samples) {
            long images = sample.images().stream()
                    .mapToLong(PreparedImage::positions)
                    .map(each -> each - 1)
                    .sum();
            positions = Math.max(positions, sample.text().inputIds().length + images);
            labels = Math.max(labels, sample.text().labelled());
        }
        long layer = 4L
                * batch
                * positions
                * ((long) WIDE_ROWS * text.hiddenSize() + (long) INNER_ROWS * text.intermediateSize());
        long result = 4L * batch * positions * text.hiddenSize();
        long layers = gradientCheckpointing ? text.layers() * result + 2 * layer : (text.layers() + 1) * layer;
        long logits = 2 * 4L * batch * labels * text.vocabulary();
        return PROCESS + weightBytes + BYTES_A_TRAINED_VALUE * trainedValues + layers + logits;
    }
}
