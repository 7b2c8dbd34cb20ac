package io.github.fttp.mllm.model;

import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.LlamaConfig;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * About how much memory a training run takes, to be said before it begins. An estimate: what each layer keeps for its
 * backward pass, the weights, and what trains with its gradient and optimiser.
 *
 * @param text of the decoder
 * @param encoder of images
 * @param trainsEncoder whether it trains, or what it makes of images is kept
 * @param weightBytes of the model as it is loaded
 * @param trainedValues how many numbers train
 * @param batch samples that go through the model together
 * @param gradientCheckpointing whether layers keep their results only
 */
record MemoryForecast(
        LlamaConfig text,
        EncoderSizes encoder,
        boolean trainsEncoder,
        long weightBytes,
        long trainedValues,
        int batch,
        boolean gradientCheckpointing) {
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
        boolean vision = part instanceof TrainedPart.All all && all.vision();
        return new MemoryForecast(
                text,
                folder.imageEncoder(),
                vision,
                folder.bytes(),
                trained,
                training.batch(),
                training.checkpointsGradients());
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
        long layers = layers((long) batch * positions, text.layers(), text.hiddenSize(), text.intermediateSize());
        long logits = 2 * 4L * batch * labels * text.vocabulary();
        long images = trainsEncoder ? encoding(samples) : features(samples);
        return PROCESS + weightBytes + BYTES_A_TRAINED_VALUE * trainedValues + layers + logits + images;
    }

    /** Bytes that layers keep for the way back. */
    private long layers(long rows, int count, long width, long inner) {
        long result = 4 * rows * width;
        long layer = WIDE_ROWS * result + 4 * INNER_ROWS * rows * inner;
        return gradientCheckpointing ? count * result + 2 * layer : (count + 1) * layer;
    }

    /** Bytes that a training image encoder keeps of the largest batch's images. */
    private long encoding(List<SampleWithImages> samples) {
        long patches = samples.stream()
                .mapToLong(sample ->
                        sample.images().stream().mapToLong(encoder::patches).sum())
                .max()
                .orElse(0);
        return layers(batch * patches, encoder.layers(), encoder.width(), encoder.inner());
    }

    /** Bytes that are kept of all images that a frozen image encoder saw. */
    private long features(List<SampleWithImages> samples) {
        Map<float[], Long> each = new IdentityHashMap<>();
        for (SampleWithImages sample : samples) {
            for (PreparedImage image : sample.images()) {
                each.put(image.pixels(), 4 * encoder.patches(image) * encoder.features());
            }
        }
        return Math.min(
                VisionLanguageModel.MOST_FEATURE_BYTES,
                each.values().stream().mapToLong(Long::longValue).sum());
    }
}
