package io.github.fttp.diffusion;

import io.github.fttp.core.io.Digest;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.image.ImageSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images of a run as the U-Net takes them.
 *
 * @param forget with their masks
 * @param retain to keep; may be empty
 * @param unseen measured on and not trained on
 */
record EncodedImages(
        List<LatentSample> forget, List<LatentSample> retain, Map<DataSet, ImageSet<LatentSample>> unseen) {
    static EncodedImages of(ImageData data, LoadedPipeline model) {
        Map<DataSet, ImageSet<LatentSample>> unseen = new LinkedHashMap<>();
        data.unseen()
                .forEach((set, images) ->
                        unseen.put(set, new ImageSet<>(TrainingImage.encoded(images, model), List.of())));
        return new EncodedImages(
                TrainingImage.encoded(data.forget(), model), TrainingImage.encoded(data.retain(), model), unseen);
    }

    /** Digests what the model is trained on: images, masks and prompts, whatever files they came from. */
    String digest() {
        Digest digest = new Digest();
        for (LatentSample sample : forget) add(digest.add(sample.mean()).add(marks(sample)), sample.conditioning());
        for (LatentSample sample : retain) add(digest.add(sample.mean()), sample.conditioning());
        return digest.hex();
    }

    private static void add(Digest digest, Conditioning conditioning) {
        digest.add(conditioning.states());
        conditioning.added().values().forEach(digest::add);
    }

    /** The mask, with -1 where nothing counts. */
    private static float[] marks(LatentSample sample) {
        float[] marks = sample.mask().clone();
        for (int i = 0; i < marks.length; i++) marks[i] = sample.counts()[i] ? marks[i] : -1;
        return marks;
    }
}
