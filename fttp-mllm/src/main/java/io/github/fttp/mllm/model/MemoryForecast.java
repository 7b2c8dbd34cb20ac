package io.github.fttp.mllm.model;

import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.LlamaConfig;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * About how much memory a run takes, to be said before it begins. An estimate: what each layer keeps for its backward pass, the
 * weights, and what changes with its gradient and optimiser, as far as the method has such.
 *
 * @param text of the decoder
 * @param encoder of images
 * @param trainsEncoder whether it trains, or what it makes of images is kept
 * @param weightBytes of the model as it is loaded
 * @param trainedValues how many numbers change
 * @param work that the method makes of each
 * @param beside numbers that the method keeps for the way back beside what the layers keep, by positions
 * @param batch samples that go through the model together
 * @param gradientCheckpointing whether layers keep their results only
 */
record MemoryForecast(
        LlamaConfig text,
        EncoderSizes encoder,
        boolean trainsEncoder,
        long weightBytes,
        long trainedValues,
        Work work,
        LongUnaryOperator beside,
        int batch,
        boolean gradientCheckpointing) {
    /** The virtual machine with its libraries. */
    private static final long PROCESS = 400L << 20;

    /** What a method makes of a number that changes, all of it float32. */
    enum Work {
        /** Value, gradient and two moments. */
        TRAINING(16),
        /** Value and gradient. */
        GRADIENTS(8),
        /** The value alone, of what a forward pass shows. */
        FORWARD(4);

        private final int bytes;

        Work(int bytes) {
            this.bytes = bytes;
        }

        static Work of(UnlearningMethod method) {
            if (!(method instanceof WeightEdit edit)) return TRAINING;
            return edit.usesGradients() ? GRADIENTS : FORWARD;
        }
    }

    /** Rows as wide as the model that a layer keeps: norms, queries, keys, values, attention and its sums. */
    private static final int WIDE_ROWS = 14;
    /** Rows as wide as the feed-forward part's inside. */
    private static final int INNER_ROWS = 4;

    /** Forecasts a run by a method that changes this part of a model's folder. */
    static MemoryForecast of(
            VisionLanguageFolder folder, TrainedPart part, UnlearningMethod method, Training training) {
        LlamaConfig text = folder.decoder();
        long projectorValues = folder.projectorValues();
        long trained;
        LongUnaryOperator beside = positions -> 0;
        if (part instanceof TrainedPart.Adapter adapter) {
            if (method instanceof TrainingMethod trains) {
                beside = positions ->
                        keptBeside(text, trains, positions, adapter.lora().rank());
            }
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
                Work.of(method),
                beside,
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

    /** Numbers that a method keeps with adapters of this rank on all projections, or on those of each layer's feed-forward part. */
    static long keptBeside(LlamaConfig text, TrainingMethod method, long positions, int rank) {
        if (method instanceof NullSpace) return spared(text, rank);
        int width = text.hiddenSize();
        int inner = text.intermediateSize();
        return text.layers()
                * (2 * method.keptBeside(positions, width, inner, rank)
                        + method.keptBeside(positions, inner, width, rank));
    }

    /**
     * The inputs that are spared of five projections of the model's width, one of its heads' and one of the inside's, and A
     * P in four steps.
     */
    private static long spared(LlamaConfig text, int rank) {
        long wide = 5L * text.hiddenSize() + (long) text.heads() * text.headSize() + text.intermediateSize();
        return text.layers() * ((NullSpace.INPUTS + 3L * rank) * wide + 7L * NullSpace.INPUTS * rank);
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
        long rows = batch * positions;
        long layers = layers(rows, text.layers(), text.hiddenSize(), text.intermediateSize());
        long logits = 2 * 4L * batch * labels * text.vocabulary();
        long kept = 4 * beside.applyAsLong(rows);
        long images = trainsEncoder ? encoding(samples) : features(samples);
        return PROCESS + weightBytes + work.bytes * trainedValues + layers + kept + logits + images;
    }

    /** Bytes that layers keep for the way back, where there is one. */
    private long layers(long rows, int count, long width, long inner) {
        long result = 4 * rows * width;
        long layer = WIDE_ROWS * result + 4 * INNER_ROWS * rows * inner;
        if (work == Work.FORWARD) return 2 * layer;
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
