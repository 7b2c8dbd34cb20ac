package io.github.fttp.metrics.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.metrics.image.ImageEncoder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network of one input, images {@code [N, 3, H, W]} in float32, whose output {@code [N, D]} (or {@code [N, D, 1, 1]}) is a row
 * for each image: the logits of a classifier, features to compare sets of images by. Of several outputs the first of such a
 * shape counts. Computes on the CPU. Closes with {@link #close}.
 */
public final class OnnxNetwork implements ImageEncoder, AutoCloseable {
    private static final int BATCH = TOGETHER;

    private final Path file;
    private final ImageProcessor processor;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final String output;
    private final int batch;
    /** Whether the network takes no fewer. */
    private final boolean isFixed;

    private OnnxNetwork(Path file, ImageProcessor processor, OrtEnvironment environment, OrtSession session)
            throws OrtException {
        this.file = file;
        this.processor = processor;
        this.environment = environment;
        this.session = session;
        this.input = input(file, session);
        this.output = output(file, session);
        long[] shape = shape(session.getInputInfo().get(input));
        this.isFixed = shape[0] > 0;
        this.batch = isFixed ? (int) shape[0] : BATCH;
    }

    /**
     * Opens a folder as Hugging Face's Optimum exports them: {@code model.onnx}, and {@code preprocessor_config.json}, which says
     * how images become its input.
     *
     * @throws BadCheckpoint when a file is missing, damaged, or is no such network
     */
    public static OnnxNetwork open(Path folder) {
        return open(folder.resolve("model.onnx"), ImageProcessor.read(folder));
    }

    /**
     * Opens a file.
     *
     * @param processor makes its input of images
     * @throws BadCheckpoint when it is missing, damaged, or no such network
     */
    public static OnnxNetwork open(Path file, ImageProcessor processor) {
        if (!Files.isRegularFile(file)) throw new BadCheckpoint(file, "not found");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try {
            OrtSession session = environment.createSession(file.toString());
            try {
                return new OnnxNetwork(file, processor, environment, session);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new BadCheckpoint(file, "cannot be used by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    private static String input(Path file, OrtSession session) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new BadCheckpoint(file, "has inputs " + inputs.keySet() + ", expected one, of images");
        }
        NodeInfo only = inputs.values().iterator().next();
        long[] shape = shape(only);
        if (shape.length != 4 || shape[1] > 0 && shape[1] != 3) {
            throw new BadCheckpoint(
                    file,
                    "has input " + only.getName() + " of shape " + Arrays.toString(shape) + ", expected [N, 3, H, W]");
        }
        return only.getName();
    }

    private static String output(Path file, OrtSession session) throws OrtException {
        List<String> found = new ArrayList<>();
        for (NodeInfo each : session.getOutputInfo().values()) {
            long[] shape = shape(each);
            boolean row = shape.length == 2 || shape.length == 4 && shape[2] == 1 && shape[3] == 1;
            if (row) return each.getName();
            found.add(each.getName() + " of shape " + Arrays.toString(shape));
        }
        throw new BadCheckpoint(file, "has outputs " + String.join(", ", found) + ", expected one of shape [N, D]");
    }

    private static long[] shape(NodeInfo info) {
        return info.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
    }

    @Override
    public double[][] features(List<Image> images) {
        List<double[]> rows = new ArrayList<>();
        List<Image> together = new ArrayList<>();
        for (Image each : images) {
            Image fitted = processor.fit(each);
            if (!together.isEmpty() && (together.size() == batch || !sameSize(together.get(0), fitted))) {
                rows.addAll(rows(together));
                together.clear();
            }
            together.add(fitted);
        }
        if (!together.isEmpty()) rows.addAll(rows(together));
        return rows.toArray(double[][]::new);
    }

    private static boolean sameSize(Image a, Image b) {
        return a.width() == b.width() && a.height() == b.height();
    }

    /** Rows of images of one size, as many as a batch has or fewer. */
    private List<double[]> rows(List<Image> images) {
        float[][] pixels = images.stream().map(processor::normalize).toArray(float[][]::new);
        Image fitted = images.get(0);
        FloatBuffer all = FloatBuffer.allocate(batch(images) * pixels[0].length);
        for (float[] each : pixels) all.put(each);
        all.rewind();
        long[] shape = {batch(images), 3, fitted.height(), fitted.width()};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, all, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            OnnxTensor found = (OnnxTensor) result.get(output).orElseThrow();
            FloatBuffer values = found.getFloatBuffer();
            int width = values.remaining() / batch(images);
            List<double[]> rows = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                double[] row = new double[width];
                for (int j = 0; j < width; j++) row[j] = values.get(i * width + j);
                rows.add(row);
            }
            return rows;
        } catch (OrtException e) {
            throw new BadCheckpoint(
                    file, "fails on images of shape " + Arrays.toString(shape) + ": " + e.getMessage(), e);
        }
    }

    /** A network of a fixed batch gets as many, the last ones black. */
    private int batch(List<Image> images) {
        return isFixed ? batch : images.size();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
