package io.github.fttp.examples.options;

import io.github.fttp.core.io.BadData;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.image.ImageClassifier;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.onnx.OnnxClassifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Classifiers that say what drawn images show. */
@Under(Heading.MEASURING)
public final class ClassifierOptions {
    private static final Path JUDGE = Path.of("judge");

    @Option(
            names = "--classifier",
            paramLabel = "DIR",
            description =
                    "Classifier of the concept's domain, whose labels prompts name: an ONNX folder as Optimum exports it"
                            + " (model.onnx, config.json, preprocessor_config.json), or judge for the drawn world's"
                            + " characters.")
    Path classifier;

    @Option(
            names = "--cross-classifier",
            paramLabel = "DIR",
            description = "Classifier of another domain, likewise; judge for the drawn world's places.")
    Path crossClassifier;

    /** Whether there is any. */
    public boolean any() {
        return classifier != null || crossClassifier != null;
    }

    /**
     * Looks whether their folders are there, for whoever opens them later.
     *
     * @throws BadData naming one that is not
     */
    public void requireThere() {
        for (Path each :
                Stream.of(classifier, crossClassifier).filter(Objects::nonNull).toList()) {
            if (!each.equals(JUDGE) && !Files.isDirectory(each)) throw new BadData(each, "not found");
        }
    }

    /** Adds them to others. */
    public ImageNetworks with(ImageNetworks others) {
        ImageNetworks networks = others;
        if (classifier != null) {
            networks = networks.classifier(inFull(classifier), network(classifier, Judge::characters));
        }
        if (crossClassifier != null) {
            networks = networks.crossClassifier(inFull(crossClassifier), network(crossClassifier, Judge::places));
        }
        return networks;
    }

    private static String inFull(Path named) {
        return (named.equals(JUDGE) ? named : named.toAbsolutePath().normalize()).toString();
    }

    /** @param judged what the judge of the drawn world classifies, where it is asked for by its name */
    private static Supplier<ImageClassifier> network(Path named, Function<Judge, ImageClassifier> judged) {
        return () -> named.equals(JUDGE) ? judged.apply(Judge.standard()) : OnnxClassifier.open(named);
    }
}
