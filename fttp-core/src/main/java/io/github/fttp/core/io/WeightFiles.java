package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the files in a model folder holds its weights: {@code STEM.safetensors} or {@code STEM.safetensors.index.json}
 * with its shards, else a half precision variant, {@code STEM.fp16.safetensors} or {@code STEM.safetensors.index.fp16.json}
 * (also {@code bf16}). Other variants, such as {@code non_ema}, are other weights and never taken by themselves.
 */
public final class WeightFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WeightFiles.class);

    private static final List<String> VARIANTS = List.of("fp16", "bf16");

    private WeightFiles() {}

    /**
     * A safetensors file or the index of several.
     *
     * @throws BadCheckpoint if there is neither, saying what else there is
     */
    static Path in(Path folder, String stem) {
        List<Path> all = new ArrayList<>(
                List.of(folder.resolve(stem + ".safetensors"), folder.resolve(stem + ".safetensors.index.json")));
        for (String variant : VARIANTS) {
            all.add(folder.resolve(stem + "." + variant + ".safetensors"));
            all.add(folder.resolve(stem + ".safetensors.index." + variant + ".json"));
            all.add(folder.resolve(stem + "." + variant + ".safetensors.index.json"));
        }
        List<Path> there = all.stream().filter(Files::exists).toList();
        if (there.isEmpty()) throw new BadCheckpoint(folder, none(folder, all.get(0), all.get(1)));
        Path taken = there.get(0);
        boolean isVariant = all.indexOf(taken) > 1;
        if (isVariant) {
            LOG.info("{}: the weights are read from {}", folder, taken.getFileName());
        } else if (there.stream().anyMatch(file -> all.indexOf(file) > 1)) {
            LOG.info(
                    "{}: the weights are read from {}, not from {}",
                    folder,
                    taken.getFileName(),
                    there.get(there.size() - 1).getFileName());
        }
        return taken;
    }

    /**
     * Whether the weights that a file, a shard or an index belongs to are there, in one file or several.
     *
     * @param file that need not be there itself
     */
    public static boolean isThere(Path file) {
        String whole = file.getFileName()
                .toString()
                .replaceFirst("\\.index\\.json$", "")
                .replaceFirst("-\\d+-of-\\d+(?=\\.\\w+$)", "");
        return Files.exists(file.resolveSibling(whole)) || Files.exists(file.resolveSibling(whole + ".index.json"));
    }

    /** The name of a variant's file as it is called where it holds full precision. */
    static String full(String file) {
        return file.replaceFirst("\\.(" + String.join("|", VARIANTS) + ")(?=[.-])", "");
    }

    private static String none(Path folder, Path single, Path index) {
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new BadCheckpoint(folder, e);
        }
        String missing = "has neither " + single.getFileName() + " nor " + index.getFileName();
        String stem = index.getFileName().toString().replace(".safetensors.index.json", "");
        if (names.stream().anyMatch(name -> name.matches(Pattern.quote(stem) + "-\\d+-of-\\d+\\.safetensors"))) {
            return "has shards of weights, but " + index.getFileName()
                    + " is missing: fetch it from where they are from";
        }
        String[] pickled = names.stream()
                .filter(name -> name.matches("(?!adapter_model\\.).*\\.(bin|ckpt|pt|pth)"))
                .toArray(String[]::new);
        String advice = pickled.length > 0 ? "" : FolderAdvice.of(folder);
        if (!advice.isEmpty()) return missing + advice;
        String[] other =
                names.stream().filter(name -> name.endsWith(".safetensors")).toArray(String[]::new);
        boolean same = Stream.of(pickled)
                .anyMatch(name -> name.matches("(pytorch_)?" + Pattern.quote(stem) + "(-\\d+-of-\\d+)?\\.bin"));
        if (other.length > 0 && !same) {
            return missing + ", only " + String.join(", ", other)
                    + ", which may be other weights: rename what is to be read to " + single.getFileName();
        }
        if (pickled.length == 0) return missing;
        return missing + ", only " + String.join(", ", pickled)
                + ": pickled weights can run code and are never read; convert them once in Python: "
                + reading(folder) + ".save_pretrained(NEW, safe_serialization=True)";
    }

    /** What reads a folder whole, with all weights: {@code AutoModel} leaves out the output layer. */
    private static String reading(Path folder) {
        Path pipeline = folder.toAbsolutePath().normalize().getParent();
        if (pipeline != null && Files.exists(pipeline.resolve("model_index.json"))) {
            String name = Json.checkpoint(pipeline.resolve("model_index.json"))
                    .optional("_class_name")
                    .map(field -> field.node().asText())
                    .orElse("DiffusionPipeline");
            return name + ".from_pretrained(PIPELINE)";
        }
        Path config = folder.resolve("config.json");
        List<String> classes = new ArrayList<>();
        if (Files.exists(config)) {
            Json.checkpoint(config).optional("architectures").ifPresent(field -> field.node()
                    .forEach(each -> classes.add(each.asText())));
        }
        String name = "AutoModel";
        if (classes.stream().anyMatch(each -> each.endsWith("ForCausalLM"))) name = "AutoModelForCausalLM";
        if (classes.stream().anyMatch(each -> each.endsWith("ForConditionalGeneration"))) {
            name = "AutoModelForImageTextToText";
        }
        return name + ".from_pretrained(MODEL)";
    }
}
