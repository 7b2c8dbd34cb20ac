package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LabelmeWriter;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.image.DrawingPrompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A benchmark's data as the other commands take it, in a folder: {@code forget} and {@code retain} to train with, {@code images},
 * the sets in {@code eval}, {@code task.json} for a comparison; the sets alone where nothing is to be forgotten.
 *
 * @param data as it was read
 */
public record BenchmarkFolder(Path folder, Benchmark benchmark, BenchmarkData data) {
    private static final String IMAGES = "images";

    /**
     * Reads a benchmark and writes it.
     *
     * @param folder must not be there yet; whole or not at all
     * @throws io.github.fttp.core.io.BadData naming file, row and column that cannot be used
     */
    public static BenchmarkFolder prepare(Benchmark benchmark, BenchmarkRequest request, Path folder) {
        BenchmarkData[] read = {null};
        AtomicFiles.writeFolder(folder, part -> {
            read[0] = benchmark.read(request, new ImageStore(part.resolve(IMAGES)));
            if (read[0] instanceof TextBenchmark text) write(part, benchmark, text);
            if (read[0] instanceof ImageBenchmark image) write(part, benchmark, image);
        });
        return new BenchmarkFolder(folder, benchmark, read[0]);
    }

    /** Its data, for a benchmark of text. */
    public TextBenchmark text() {
        return (TextBenchmark) data;
    }

    /** Its data, for a benchmark of images. */
    public ImageBenchmark image() {
        return (ImageBenchmark) data;
    }

    /** Has a judge score answers, for a benchmark of text. */
    public BenchmarkFolder judgedBy(AnswerJudge judge) {
        return new BenchmarkFolder(folder, benchmark, text().judgedBy(judge));
    }

    /** The folder that questions name images relative to. */
    public Path images() {
        return folder.resolve(IMAGES);
    }

    /** The file of a set's questions, in LLaVA's layout. */
    public Path file(BenchmarkSet set) {
        return folder.resolve("eval").resolve(set.file());
    }

    /** The images to forget, for a benchmark of images. */
    public Path forget() {
        return folder.resolve("forget");
    }

    /** The images to keep. */
    public Path retain() {
        return folder.resolve("retain");
    }

    /** The task of a comparison on it, where it {@linkplain #hasTask has} one. */
    public ComparisonTask task() {
        return ComparisonTask.read(taskFile());
    }

    /** Whether there is one: not of a benchmark with nothing to forget. */
    public boolean hasTask() {
        return !(data instanceof TextBenchmark text && text.forget().isEmpty());
    }

    /** The file of that task. */
    public Path taskFile() {
        return folder.resolve("task.json");
    }

    private static void write(Path folder, Benchmark benchmark, TextBenchmark text) {
        made(folder.resolve(IMAGES));
        for (BenchmarkSet each : text.sets()) {
            BenchmarkSet.write(folder.resolve("eval").resolve(each.file()), each.questions());
        }
        if (text.forget().isEmpty()) return;
        BenchmarkSet.write(folder.resolve("forget.json"), text.forget());
        if (!text.retain().isEmpty()) BenchmarkSet.write(folder.resolve("retain.json"), text.retain());
        Json.write(folder.resolve("mentions.json"), Mentions.of(text.forget()));
        ObjectNode task = Json.object().put("modality", "text");
        ObjectNode concept = concept(task, benchmark, text.concept()).put("forget", "forget.json");
        if (!text.retain().isEmpty()) concept.put("retain", "retain.json");
        ObjectNode eval = concept.putObject("eval");
        text.compared().forEach((set, questions) -> {
            String file = "compared-" + set.name() + ".json";
            BenchmarkSet.write(folder.resolve(file), questions);
            eval.put(set.name(), file);
        });
        concept.put(IMAGES, IMAGES);
        methods(task, !text.retain().isEmpty(), List.of("fttp", "npo"), List.of("graddiff"));
        task.putArray("rates").add(1e-4);
        Json.write(folder.resolve("task.json"), task);
    }

    private static void write(Path folder, Benchmark benchmark, ImageBenchmark image) {
        copy(image.forget(), folder.resolve("forget"), image.concept());
        copy(image.retain(), folder.resolve("retain"), null);
        ObjectNode task = Json.object().put("modality", "image");
        ObjectNode concept = concept(task, benchmark, image.concept())
                .put("forget", "forget")
                .put("prompts", "forget/metadata.jsonl");
        if (!image.retain().isEmpty()) {
            concept.put("retain", "retain").put("retain_prompts", "retain/metadata.jsonl");
        }
        ObjectNode eval = concept.putObject("eval");
        image.sets().forEach((set, prompts) -> {
            String file = "eval/" + set.name() + ".jsonl";
            AtomicFiles.write(folder.resolve(file), lines(prompts));
            eval.put(set.name(), file);
        });
        methods(task, !image.retain().isEmpty(), List.of("fttp"), List.of());
        task.putArray("rates").add(1e-5);
        task.put("uniform_masks", true);
        task.putObject("drawing").put("steps", image.steps()).put("guidance", image.guidance());
        Json.write(folder.resolve("task.json"), task);
    }

    private static ObjectNode concept(ObjectNode task, Benchmark benchmark, Concept concept) {
        ObjectNode node = task.putArray("concepts")
                .addObject()
                .put("id", benchmark.name())
                .put("name", concept.name());
        ArrayNode aliases = node.putArray("aliases");
        concept.aliases().forEach(aliases::add);
        return node;
    }

    private static void methods(ObjectNode task, boolean retain, List<String> always, List<String> withRetain) {
        ArrayNode methods = task.putArray("methods");
        always.forEach(each -> methods.addObject().put("method", each));
        if (retain) withRetain.forEach(each -> methods.addObject().put("method", each));
    }

    private static String lines(List<DrawingPrompt> prompts) {
        StringBuilder lines = new StringBuilder();
        for (DrawingPrompt each : prompts) {
            lines.append(Json.line(new TreeMap<>(Map.of("prompt", each.text(), "seed", each.seed()))))
                    .append('\n');
        }
        return lines.toString();
    }

    /** Copies images under numbers, with their prompts, and with masks where a concept is marked. */
    private static void copy(List<BenchmarkImage> images, Path to, Concept marked) {
        made(to);
        StringBuilder prompts = new StringBuilder();
        for (int i = 0; i < images.size(); i++) {
            BenchmarkImage each = images.get(i);
            String source = each.file().getFileName().toString();
            String name = String.format(Locale.ROOT, "%05d", i);
            String file = name + source.substring(source.lastIndexOf('.')).toLowerCase(Locale.ROOT);
            byte[] bytes = Images.bytes(each.file());
            Image decoded = Images.decode(each.file(), bytes, Decoding.REFERENCE);
            AtomicFiles.write(to.resolve(file), bytes);
            if (marked != null) mask(each, decoded, to.resolve(name + ".json"), file, marked);
            prompts.append(Json.line(new TreeMap<>(Map.of("file_name", file, "text", each.prompt()))))
                    .append('\n');
        }
        AtomicFiles.write(to.resolve("metadata.jsonl"), prompts.toString());
    }

    private static void mask(BenchmarkImage image, Image decoded, Path to, String name, Concept concept) {
        if (image.mask().isEmpty()) {
            boolean[] whole = new boolean[decoded.width() * decoded.height()];
            Arrays.fill(whole, true);
            LabelmeWriter.write(to, name, concept.name(), PixelMask.of(decoded.width(), decoded.height(), whole));
            return;
        }
        Json mask = Json.data(image.mask().get());
        if (!mask.isObject()) throw mask.refuse("is " + mask.found() + ", expected an object");
        Json.write(to, ((ObjectNode) mask.node()).put("imagePath", name));
    }

    private static void made(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }
}
