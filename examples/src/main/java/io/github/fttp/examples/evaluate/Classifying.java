package io.github.fttp.examples.evaluate;

import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.image.ImageClassifier;
import io.github.fttp.metrics.onnx.OnnxClassifier;
import java.nio.file.Path;
import java.util.function.Function;

/** A classifier that an option names, until it is closed. */
record Classifying(ImageClassifier classifier, Runnable closing) implements AutoCloseable {
    private static final Path JUDGE = Path.of("judge");

    /** @param judged what the judge of the drawn world classifies, where it is asked for by its name */
    static Classifying open(Path named, Function<Judge, ImageClassifier> judged) {
        if (named.equals(JUDGE)) return new Classifying(judged.apply(Judge.standard()), () -> {});
        OnnxClassifier network = OnnxClassifier.open(named);
        return new Classifying(network, network::close);
    }

    @Override
    public void close() {
        closing.run();
    }
}
