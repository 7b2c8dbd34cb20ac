package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.Command;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import io.github.fttp.metrics.compare.Oracle.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code compare} with oracles for images: copies of the model. */
class CompareOraclesTest {
    @TempDir
    Path folder;

    private Path model;
    private Path oracle;

    @BeforeEach
    void write() throws IOException {
        model = TinyStableDiffusion.write(folder).model();
        oracle = folder.resolve("oracle");
        try (Stream<Path> files = Files.walk(model)) {
            for (Path each : (Iterable<Path>) files::iterator) {
                Files.copy(each, oracle.resolve(model.relativize(each)));
            }
        }
    }

    @Test
    void errorsAreMeasuredBesideOneWithTheSameAutoencoderAndSoAreThoseOfOthers() throws IOException {
        String block = "mid_block.resnets.0.";
        ModelFiles.weights(
                oracle.resolve("unet/diffusion_pytorch_model.safetensors"),
                weights -> weights.put(block + "conv1.weight", weights.get(block + "conv2.weight")));
        // The other oracle is the model itself, and so as far from the first.
        Command run = compare(List.of("oracle", model.getFileName().toString()));
        assertThat(run.status()).as(run.said()).isZero();
        for (Part part : Part.values()) {
            String distance = untouched(part.errors());
            assertThat(Double.parseDouble(distance)).isPositive();
            assertThat(untouched(part.errors() + ", of another")).isEqualTo(distance);
        }
    }

    /** A figure of the untouched model, as its outcome in the first line has it. */
    private String untouched(String figure) throws IOException {
        String line = Files.readAllLines(folder.resolve("out/results.jsonl")).get(0);
        assertThat(line).contains("\"method\":\"before\"");
        Matcher found =
                Pattern.compile("\"" + figure + "\":\\{\"value\":([^,]+),").matcher(line);
        assertThat(found.find()).as(figure).isTrue();
        return found.group(1);
    }

    @Test
    void oneWithAnotherAutoencoderIsRefused() throws IOException {
        String block = "encoder.mid_block.resnets.0.";
        ModelFiles.weights(
                oracle.resolve("vae/diffusion_pytorch_model.safetensors"),
                weights -> weights.put(block + "conv1.weight", weights.get(block + "conv2.weight")));
        Command run = compare(List.of(model.getFileName().toString(), "oracle"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.said()).contains(oracle.toString(), "is an oracle with another autoencoder");
    }

    @Test
    void oneThatScalesLatentsOtherwiseIsRefused() throws IOException {
        ModelFiles.config(oracle.resolve("vae/config.json"), config -> config.put("scaling_factor", 0.25));
        assertThat(compare(List.of("oracle")).said())
                .contains(oracle.toString(), "is an oracle with another autoencoder");
    }

    @Test
    void oneThatIsNamedTwiceIsRefused() throws IOException {
        assertThat(compare(List.of("oracle", "oracle")).said())
                .contains("oracles.lamp[1] names " + oracle + " once more, expected each folder once");
    }

    private Command compare(List<String> oracles) throws IOException {
        String task = """
                {"modality": "image", "size": 16, "oracles": {"lamp": ["%s"]},
                 "concepts": [{"id": "lamp", "name": "lamp", "forget": "images"}],
                 "methods": [{"method": "fttp:alpha=30,beta=55", "rates": [0.001]}, {"method": "ga", "rates": [0.001]}],
                 "steps": 1, "batch": 2, "budget": "smallest", "metrics": ["error under the mask", "error outside"]}
                """.formatted(String.join("\", \"", oracles));
        return Trial.of("compare", folder.resolve("out"))
                .with("--task", Files.writeString(folder.resolve("task.json"), task))
                .with("--model", model)
                .with("--jobs", 1)
                .run();
    }
}
