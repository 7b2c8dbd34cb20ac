package consumer;

import io.github.fttp.core.io.Json;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.WorldFolder;
import io.github.fttp.metrics.conceptworld.WorldSize;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Runs every program of this project on the small models and the drawn world that come with the library: {@code OUT}. */
public class EveryProgram {
    private static final String NAME = "Mira Volk";
    private static final int SIZE = 64;

    public static void main(String... args) throws IOException {
        Path out = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        Path llava = PretrainedLlava.copyInto(out);
        Path stableDiffusion = PretrainedStableDiffusion.copyInto(out);
        Path world = out.resolve("world");
        new WorldFolder(new ConceptWorld(WorldSize.SMALL, 1), WorldSize.SMALL.cast().named(NAME), 4, SIZE).write(world);
        Path conversations = world.resolve("forget/conversations.json");
        Path images = world.resolve("forget/images");

        OwnPredictions.main();

        Path text = out.resolve("text");
        ForgetInLlava.main(arguments(llava, conversations, images, NAME, text));
        requireFile(text.resolve("adapter/adapter_model.safetensors"));
        requireText(text.resolve("report.html"), NAME, "conceptual knowledge");

        Path own = out.resolve("own");
        ForgetByOwnMethod.main(arguments(llava, conversations, images, NAME, own));
        requireText(own.resolve("report.html"), "fading:alpha=2");
        requireText(own.resolve("evaluation.html"), "words of an answer", "perplexity", "forget rate");
        double[] knowledge = beforeAndAfter(own, "conceptual knowledge");
        require(knowledge[0] > 0.9 && knowledge[1] < 0.1, "it forgot: " + Arrays.toString(knowledge));

        Path image = out.resolve("image");
        ForgetInStableDiffusion.main(arguments(stableDiffusion, images, SIZE, NAME, image));
        requireFile(image.resolve("pytorch_lora_weights.safetensors"));
        requireText(image.resolve("report.html"), NAME, "error under the mask");
        requireText(image.resolve("evaluation.html"), "error under the mask", "error outside");
        double[] errors = beforeAndAfter(image, "error under the mask");
        require(errors[1] > 1.2 * errors[0], "it draws worse under the masks: " + Arrays.toString(errors));

        compare(out, "text", llava, "forget/conceptual knowledge", "forget/words of an answer");
        compare(out, "image", stableDiffusion, "forget/error under the mask");
    }

    /** A measurement of the data to forget. */
    private static double[] beforeAndAfter(Path folder, String metric) {
        Json evaluation = Json.data(folder.resolve("evaluation.json"));
        return Stream.of("before", "measurements")
                .mapToDouble(moment -> evaluation
                        .field(moment)
                        .field("forget")
                        .field(metric)
                        .field("value")
                        .number())
                .toArray();
    }

    private static void compare(Path out, String modality, Path model, String... columns) throws IOException {
        Path task = Files.copy(Path.of(modality + "-task.json"), out.resolve(modality + "-task.json"));
        Path comparison = out.resolve(modality + "-comparison");
        CompareMethods.main(arguments(task, model, comparison));
        requireText(comparison.resolve("report.html"), "FTTP", "fading");
        requireText(comparison.resolve("table-" + modality + ".md"), columns);
        String results = Files.readString(comparison.resolve("results.jsonl"));
        require(results.lines().count() == 3, "results are of the untouched model and of two methods:\n" + results);
    }

    private static String[] arguments(Object... values) {
        return Arrays.stream(values).map(Object::toString).toArray(String[]::new);
    }

    private static void requireText(Path file, String... texts) throws IOException {
        requireFile(file);
        String content = Files.readString(file);
        for (String text : texts) require(content.contains(text), file + " has \"" + text + "\"");
    }

    private static void requireFile(Path file) throws IOException {
        require(Files.isRegularFile(file) && Files.size(file) > 0, file + " is there");
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new AssertionError("does not hold: " + what);
    }
}
