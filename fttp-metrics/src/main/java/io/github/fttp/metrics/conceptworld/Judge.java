package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.Parts;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.image.ImageClassifier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Says who is in an image, and where: a convolutional network of DeepLearning4J that was pretrained with drawings, noisy and
 * blurred ones among them, and with images of nothing. Pretrain it with another world than the models that it judges. What
 * its last layer but one makes of a image serves distances between sets of images.
 */
public final class Judge implements AutoCloseable {
    /** Values of {@link #features} of an image. */
    public static final int FEATURES = 96;

    private static final List<String> OUTPUTS = List.of("figure", "scene");
    private static final int BATCH = 16;
    /** One of so many images that it is pretrained with is of nothing, nobody and no place. */
    private static final int ONE_OF_NOTHING = 24;

    /** Where it is from, for messages. */
    private final Object from;

    private final WorldSize size;
    private final ComputationGraph network;

    private Judge(Object from, WorldSize size, ComputationGraph network) {
        this.from = from;
        this.size = size;
        this.network = network;
    }

    /** The size of the worlds that it knows. */
    public WorldSize size() {
        return size;
    }

    /**
     * Refuses, and closes, a judge of other worlds.
     *
     * @throws BadData naming both sizes
     */
    public Judge require(WorldSize wanted) {
        if (size == wanted) return this;
        close();
        throw new BadData(
                from, "is a judge of the " + size.word() + " world, expected one of the " + wanted.word() + " world");
    }

    /**
     * A character and a place that an image shows.
     *
     * @param characters the character, or none
     * @param scene the place
     */
    public record Verdict(List<DrawnCharacter> characters, Scene scene) {
        /** Whether this character is in it. */
        public boolean shows(DrawnCharacter character) {
            return characters.contains(character);
        }
    }

    /** The one that comes along, of the small world, as {@code pretrain-judge} pretrained it. */
    public static Judge standard() {
        try (InputStream in = new ByteArrayInputStream(standardBytes())) {
            return new Judge(
                    "the judge that comes along", WorldSize.SMALL, ModelSerializer.restoreComputationGraph(in, false));
        } catch (IOException e) {
            throw new IllegalStateException("the judge that comes along cannot be read", e);
        }
    }

    private static byte[] standardBytes() {
        try (InputStream in = Judge.class.getResourceAsStream("judge.zip")) {
            if (in == null) throw new IllegalStateException("the program is not complete: it lacks judge.zip");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the judge that comes along cannot be read", e);
        }
    }

    /**
     * One that {@link #write} wrote.
     *
     * @throws BadCheckpoint for other files
     */
    public static Judge read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ComputationGraph network = ModelSerializer.restoreComputationGraph(in, false);
            if (network.getConfiguration().getNetworkOutputs().equals(OUTPUTS)) {
                long places = network.layerSize(OUTPUTS.get(1));
                for (WorldSize size : WorldSize.values()) {
                    if (size.scenes().size() == places) return new Judge(file, size, network);
                }
            }
            throw new BadCheckpoint(file, "is a network, but not a judge's");
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        } catch (IllegalStateException e) {
            throw new BadCheckpoint(file, "is not a network of DeepLearning4J's: " + e.getMessage());
        }
    }

    /**
     * Pretrains one.
     *
     * @param images of each character, and of every place without any
     * @param epochs how often each is seen, differently disturbed every time
     * @param pretrained told the number of each epoch, from 1
     */
    public static Judge pretrained(ConceptWorld world, int images, int epochs, IntConsumer pretrained) {
        List<Staging> shown = new ArrayList<>(world.images(Split.PRETRAINING, 2 * images));
        for (DrawnCharacter character : world.cast().characters())
            shown.addAll(world.images(Split.PRETRAINING, images, character));
        List<float[]> drawn =
                shown.stream().map(each -> values(each.image(Staging.SIZE))).toList();
        int nobody = world.cast().characters().size();
        List<Scene> places = world.size().scenes();
        ComputationGraph network = new ComputationGraph(
                configuration(world.seed(), epochs * shown.size() / BATCH, nobody + 1, places.size()));
        network.init();
        SplittableRandom random = world.random(Split.PRETRAINING, "judge");
        int[] order = new int[shown.size()];
        for (int i = 0; i < order.length; i++) order[i] = i;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            shuffle(order, random);
            for (int from = 0; from + BATCH <= order.length; from += BATCH) {
                float[][] batch = new float[BATCH][];
                INDArray characters = Nd4j.zeros(BATCH, nobody + 1);
                INDArray scenes = Nd4j.zeros(BATCH, places.size());
                for (int i = 0; i < BATCH; i++) {
                    if (random.nextInt(ONE_OF_NOTHING) == 0) {
                        batch[i] = Disturbance.nothing(random, Staging.SIZE);
                        characters.putScalar(i, nobody, 1);
                        for (int s = 0; s < scenes.columns(); s++) scenes.putScalar(i, s, 1.0 / scenes.columns());
                        continue;
                    }
                    Staging staging = shown.get(order[from + i]);
                    batch[i] = Disturbance.of(random, drawn.get(order[from + i]), Staging.SIZE);
                    characters.putScalar(i, index(world.cast(), staging), 1);
                    scenes.putScalar(i, staging.scene().ordinal(), 1);
                }
                network.fit(new MultiDataSet(new INDArray[] {input(batch)}, new INDArray[] {characters, scenes}));
            }
            pretrained.accept(epoch);
        }
        return new Judge("a new judge", world.size(), network);
    }

    private static int index(Cast cast, Staging staging) {
        return staging.characters().isEmpty()
                ? cast.characters().size()
                : cast.characters().indexOf(staging.characters().get(0).character());
    }

    private static ComputationGraphConfiguration configuration(long seed, int steps, int characters, int places) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(new CosineSchedule(2e-3, steps)))
                .weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("picture")
                .addLayer("conv1", halving(5, 24), "picture")
                .addLayer("conv2", halving(3, 48), "conv1")
                .addLayer("conv3", halving(3, 64), "conv2")
                .addLayer("conv4", halving(3, 64), "conv3")
                .addLayer("features", new DenseLayer.Builder().nOut(FEATURES).build(), "conv4")
                .addLayer(OUTPUTS.get(0), output(characters), "features")
                .addLayer(OUTPUTS.get(1), output(places), "features")
                .setOutputs(OUTPUTS.toArray(String[]::new))
                .setInputTypes(InputType.convolutional(Staging.SIZE, Staging.SIZE, 3))
                .build();
    }

    /** Steps of two in place of pooling: DeepLearning4J's convolutions take as long as they have places to look at. */
    private static ConvolutionLayer halving(int side, int channels) {
        return new ConvolutionLayer.Builder(side, side)
                .stride(2, 2)
                .nOut(channels)
                .build();
    }

    private static OutputLayer output(int classes) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** Tells what each of the images shows; all 64 pixels wide and high. */
    public List<Verdict> verdicts(List<Image> images) {
        List<Verdict> verdicts = new ArrayList<>();
        for (List<Image> part : Parts.of(images, BATCH)) {
            INDArray[] said = network.output(input(part));
            float[][] characters = said[0].toFloatMatrix();
            int[] scenes = said[1].argMax(1).toIntVector();
            for (int i = 0; i < characters.length; i++) {
                verdicts.add(new Verdict(sure(characters[i]), size.scenes().get(scenes[i])));
            }
        }
        return verdicts;
    }

    /** A classifier of characters, by their names; {@code nobody} where it sees none. */
    public ImageClassifier characters() {
        List<String> labels = Stream.concat(
                        size.cast().characters().stream().map(DrawnCharacter::name), Stream.of("nobody"))
                .toList();
        return new JudgeClassifier(
                this,
                labels,
                verdict -> verdict.characters().isEmpty()
                        ? "nobody"
                        : verdict.characters().get(0).name());
    }

    /** A classifier of places, by the words of captions: {@code in the meadow}. */
    public ImageClassifier places() {
        List<String> labels = size.scenes().stream().map(Scene::phrase).toList();
        return new JudgeClassifier(this, labels, verdict -> verdict.scene().phrase());
    }

    /**
     * Counts of images of which the judge says what they show.
     *
     * @param images all of them
     * @param characters those of which it names the character, or finds none where there is none
     * @param scenes those of which it names the place
     */
    public record Accuracy(int images, int characters, int scenes) {
        /** Says it in words, without a full stop. */
        public String sentence() {
            return "of " + images + " unseen drawings, characters are right in " + characters + ", places in " + scenes;
        }
    }

    /** Compares what it says of so many unseen drawings of each character, and of nobody, with what they show. */
    public Accuracy accuracy(ConceptWorld world, int each) {
        List<Staging> unseen = new ArrayList<>(world.images(Split.TEST, each));
        for (DrawnCharacter character : world.cast().characters())
            unseen.addAll(world.images(Split.TEST, each, character));
        return accuracy(
                unseen, unseen.stream().map(shown -> shown.image(Staging.SIZE)).toList());
    }

    /**
     * Compares what it says of images with what they are known to show.
     *
     * @param shown one an image
     */
    public Accuracy accuracy(List<Staging> shown, List<Image> images) {
        List<Verdict> verdicts = verdicts(images);
        int characters = 0;
        int scenes = 0;
        for (int i = 0; i < shown.size(); i++) {
            List<DrawnCharacter> placed = shown.get(i).characters().stream()
                    .map(Staging.PlacedCharacter::character)
                    .toList();
            if (verdicts.get(i).characters().equals(placed)) characters++;
            if (verdicts.get(i).scene() == shown.get(i).scene()) scenes++;
        }
        return new Accuracy(shown.size(), characters, scenes);
    }

    /** Finds the character that is likelier than all others together; none where no one is. */
    private List<DrawnCharacter> sure(float... probabilities) {
        List<DrawnCharacter> characters = size.cast().characters();
        for (int i = 0; i < characters.size(); i++) if (probabilities[i] > 0.5) return List.of(characters.get(i));
        return List.of();
    }

    /** {@code [images][FEATURES]}; all images 64 pixels wide and high. */
    public double[][] features(List<Image> images) {
        List<double[]> rows = new ArrayList<>();
        for (List<Image> part : Parts.of(images, BATCH)) {
            INDArray said =
                    network.feedForward(new INDArray[] {input(part)}, false).get("features");
            rows.addAll(List.of(said.toDoubleMatrix()));
        }
        return rows.toArray(double[][]::new);
    }

    private static INDArray input(List<Image> images) {
        return input(images.stream().map(Judge::values).toArray(float[][]::new));
    }

    private static INDArray input(float[]... images) {
        return Nd4j.createFromArray(images).reshape(images.length, 3, Staging.SIZE, Staging.SIZE);
    }

    /** {@code [3, SIZE, SIZE]}, from -1 to 1. */
    private static float[] values(Image image) {
        if (image.width() != Staging.SIZE || image.height() != Staging.SIZE) {
            throw new IllegalArgumentException("the judge looks at images of " + Staging.SIZE + " x " + Staging.SIZE
                    + ", not " + image.width() + " x " + image.height());
        }
        byte[] rgb = image.rgb();
        float[] values = new float[rgb.length];
        int pixels = rgb.length / 3;
        for (int i = 0; i < rgb.length; i++) values[i % 3 * pixels + i / 3] = (rgb[i] & 0xff) / 127.5f - 1;
        return values;
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
    }

    /** Writes it into a file. */
    public void write(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ModelSerializer.writeModel(network, out, false);
        } catch (IOException e) {
            throw new IllegalStateException("writing into memory failed", e);
        }
        AtomicFiles.write(file, out.toByteArray());
    }

    @Override
    public void close() {
        network.close();
    }
}
