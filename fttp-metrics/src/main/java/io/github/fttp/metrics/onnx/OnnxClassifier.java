package io.github.fttp.metrics.onnx;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.image.ImageClassifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier of images from an ONNX folder: that of {@link OnnxNetwork#open(Path)} with a {@code config.json} whose {@code
 * id2label} names the classes. The largest logit decides.
 */
public final class OnnxClassifier implements ImageClassifier, AutoCloseable {
    private final Path folder;
    private final OnnxNetwork network;
    private final List<String> labels;

    private OnnxClassifier(Path folder, OnnxNetwork network, List<String> labels) {
        this.folder = folder;
        this.network = network;
        this.labels = List.copyOf(labels);
    }

    /**
     * Opens it.
     *
     * @throws BadCheckpoint when a file is missing, damaged, or is no such network
     */
    public static OnnxClassifier open(Path folder) {
        Json named = Json.checkpoint(folder.resolve("config.json")).field("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < named.names().size(); i++) {
            labels.add(named.field(String.valueOf(i)).text());
        }
        return new OnnxClassifier(folder, OnnxNetwork.open(folder), labels);
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public List<String> classify(List<Image> images) {
        List<String> found = new ArrayList<>();
        for (double[] logits : network.features(images)) {
            if (logits.length != labels.size()) {
                throw new BadCheckpoint(
                        folder, "has " + logits.length + " logits, config.json names " + labels.size() + " labels");
            }
            int largest = 0;
            for (int i = 1; i < logits.length; i++) if (logits[i] > logits[largest]) largest = i;
            found.add(labels.get(largest));
        }
        return found;
    }

    @Override
    public void close() {
        network.close();
    }
}
