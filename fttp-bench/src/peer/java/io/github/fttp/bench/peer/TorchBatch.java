package io.github.fttp.bench.peer;

import io.github.fttp.core.method.Fttp;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.mllm.data.SampleWithImages;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A batch of samples, each an image and then words, as libtorch takes it: {@code [B, words]}, the image's token left out. */
final class TorchBatch {
    private TorchBatch() {}

    static Tensor pixels(List<SampleWithImages> samples, ClipVisionConfig vision) {
        int image = vision.channels() * vision.imageSize() * vision.imageSize();
        float[] all = new float[samples.size() * image];
        for (int b = 0; b < samples.size(); b++) {
            System.arraycopy(samples.get(b).images().get(0).pixels(), 0, all, b * image, image);
        }
        return Torch.floats(all, samples.size(), vision.channels(), vision.imageSize(), vision.imageSize());
    }

    static Tensor ids(List<SampleWithImages> samples) {
        return longs(samples, (text, t) -> text.inputIds()[t]);
    }

    /** 0 where there is no label: its sign is 0. */
    static Tensor labels(List<SampleWithImages> samples) {
        return longs(samples, (text, t) -> Math.max(0, text.labels()[t]));
    }

    /** Signed weights divided by the number of labels, 0 where there is none. */
    static Tensor signs(List<SampleWithImages> samples, Fttp method) {
        int words = words(samples);
        int counted = samples.stream().mapToInt(sample -> sample.text().labelled()).sum();
        float[] signs = new float[samples.size() * words];
        for (int i = 0; i < signs.length; i++) {
            EncodedSample text = samples.get(i / words).text();
            int t = 1 + i % words;
            if (text.labels()[t] != EncodedSample.IGNORE) signs[i] = method.weight(text.concept()[t], 1) / counted;
        }
        return Torch.floats(signs, samples.size(), words);
    }

    private interface Entry {
        long of(EncodedSample text, int t);
    }

    private static Tensor longs(List<SampleWithImages> samples, Entry entry) {
        int words = words(samples);
        long[] all = new long[samples.size() * words];
        for (int i = 0; i < all.length; i++) all[i] = entry.of(samples.get(i / words).text(), 1 + i % words);
        return Torch.ids(all, samples.size(), words);
    }

    private static int words(List<SampleWithImages> samples) {
        return samples.get(0).text().inputIds().length - 1;
    }
}
