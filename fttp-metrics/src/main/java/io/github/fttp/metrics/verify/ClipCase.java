package io.github.fttp.metrics.verify;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.metrics.image.ClipScore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** A whole CLIP, from files of images and from texts to their features and to the score of each image with each text. */
final class ClipCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        List<String> texts = strings(spec.field("texts"));
        List<Path> files =
                strings(spec.field("pictures")).stream().map(folder::resolve).toList();
        try (ClipFolder opened = ClipFolder.open(folder);
                Clip clip = opened.load(engine)) {
            double[][] ofImages = clip.images(files, Images::read);
            double[][] ofTexts = clip.texts(texts);
            golden.found("out.image_features", floats(Arrays.stream(ofImages).flatMapToDouble(DoubleStream::of)));
            golden.found("out.text_features", floats(Arrays.stream(ofTexts).flatMapToDouble(DoubleStream::of)));
            golden.found(
                    "out.clip_score", floats(Arrays.stream(ofImages).flatMapToDouble(image -> Arrays.stream(ofTexts)
                            .mapToDouble(text -> ClipScore.of(image, text)))));
            golden.compare(out);
        }
    }

    private static List<String> strings(Json array) {
        return array.items().stream().map(Json::text).toList();
    }

    private static float[] floats(DoubleStream values) {
        double[] all = values.toArray();
        float[] floats = new float[all.length];
        for (int i = 0; i < all.length; i++) floats[i] = (float) all[i];
        return floats;
    }
}
