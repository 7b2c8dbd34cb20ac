package io.github.fttp.mllm.train;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What layers with adapters are given for data that is not of the concept, and that nobody has to give: the data to forget
 * with noise in place of images, of the mean and deviation of their values, and with random tokens in place of answers and
 * of the concept's tokens. Half of the rows are of images, where there are some.
 */
final class OtherInputs {
    /** Rows of each sample that is made. */
    private static final int ROWS = 8;

    private final VisionLanguageModel model;
    private final Engine engine;
    private final List<SampleWithImages> forget;
    private final SplittableRandom random;
    private final BitSet concept = new BitSet();
    private final int[] words;

    OtherInputs(VisionLanguageModel model, Engine engine, List<SampleWithImages> forget, long seed) {
        this.model = model;
        this.engine = engine;
        this.forget = forget;
        random = new SplittableRandom(seed);
        for (SampleWithImages sample : forget) {
            EncodedSample text = sample.text();
            for (int t = 0; t < text.concept().length; t++) if (text.concept()[t] > 0) concept.set(text.inputIds()[t]);
        }
        words = IntStream.range(0, model.languageModel().config().vocabulary())
                .filter(id -> id != model.imageToken() && !concept.get(id))
                .toArray();
    }

    /** Adapters of the model spare them, see {@link LowRank#spare}. */
    void spare(TrainableConversations trainable, double strength) {
        Map<Linear, Tensor> inputs = new LinkedHashMap<>();
        try {
            for (Linear layer : model.languageModel().linears()) {
                if (!layer.isAdapted()) continue;
                int width = layer.weight().value().shape().dim(1);
                inputs.put(layer, engine.pool().draw(Shape.of(NullSpace.INPUTS, width)));
            }
            for (int from = 0; from < NullSpace.INPUTS; from += ROWS) {
                SampleWithImages form = forget.get(from / (2 * ROWS) % forget.size());
                SampleWithImages sample = from / ROWS % 2 == 0 ? ofNoise(form) : ofWords(form);
                int[] rows = rows(trainable.merged(List.of(sample)));
                int to = from;
                Set<Linear> asked = new HashSet<>();
                inputs.forEach((layer, all) -> layer.observe((x, y) -> {
                    asked.add(layer);
                    engine.gatherRows(
                            x.reshape(x.shape().rows(), x.shape().dim(-1)), rows, all.slice(0, to, to + ROWS));
                }));
                try (Tape tape = Tape.forward(engine)) {
                    trainable.evaluate(tape, List.of(sample));
                }
                requireAll(inputs.keySet(), asked);
            }
            inputs.forEach((layer, all) -> layer.adapter().orElseThrow().spare(engine, all, strength));
        } finally {
            inputs.forEach((layer, all) -> {
                layer.unobserve();
                all.close();
            });
        }
    }

    /** The output layer is asked for the places of labels alone, and not before there is a loss. */
    private static void requireAll(Set<Linear> adapted, Set<Linear> asked) {
        for (Linear layer : adapted) {
            if (asked.contains(layer)) continue;
            throw new BadData(
                    layer.weight().name(),
                    "trains by an adapter behind the blocks: other inputs are spared by adapters on the blocks alone");
        }
    }

    private SampleWithImages ofNoise(SampleWithImages sample) {
        EncodedSample text = sample.text();
        int[] ids = text.inputIds().clone();
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] == model.imageToken()) continue;
            if (text.labels()[t] != EncodedSample.IGNORE || concept.get(ids[t])) {
                ids[t] = words[random.nextInt(words.length)];
            }
        }
        return new SampleWithImages(
                new EncodedSample(
                        text.id(), text.images(), text.prompt(), ids, text.spans(), text.labels(), text.concept()),
                sample.images().stream().map(this::noise).toList());
    }

    /** As many words as it has, behind the token that it begins with. */
    private SampleWithImages ofWords(SampleWithImages sample) {
        int[] ids = Arrays.stream(sample.text().inputIds())
                .filter(id -> id != model.imageToken())
                .toArray();
        for (int t = 1; t < ids.length; t++) ids[t] = words[random.nextInt(words.length)];
        int[] labels = ids.clone();
        labels[0] = EncodedSample.IGNORE;
        return new SampleWithImages(
                new EncodedSample(sample.text().id(), List.of(), "", ids, List.of(), labels, new float[ids.length]),
                List.of());
    }

    private PreparedImage noise(PreparedImage image) {
        float[] values = image.pixels().clone();
        double mean = 0;
        double squares = 0;
        for (float value : values) {
            mean += (double) value / values.length;
            squares += (double) value * value / values.length;
        }
        double deviation = Math.sqrt(Math.max(0, squares - mean * mean));
        for (int i = 0; i < values.length; i++) values[i] = (float) (mean + deviation * random.nextGaussian());
        return new PreparedImage(values, image.height(), image.width(), image.positions());
    }

    private int[] rows(MergedInputs inputs) {
        BitSet images = new BitSet();
        for (int row : inputs.imageRows()) images.set(row);
        int[] shown = inputs.imageRows();
        int[] said = Arrays.stream(inputs.attendedRows())
                .filter(row -> !images.get(row))
                .toArray();
        int[] rows = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            int[] of = i % 2 == 0 && shown.length > 0 ? shown : said;
            rows[i] = of[random.nextInt(of.length)];
        }
        return rows;
    }
}
