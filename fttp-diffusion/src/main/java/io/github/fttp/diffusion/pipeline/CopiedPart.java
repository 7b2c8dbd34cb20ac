package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.WeightFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Copies of a pipeline's parts for another pipeline. Weights that are there in a variant alone, such as {@code
 * model.fp16.safetensors}, are called as they are without one: the reference loads all parts by a variant or all without, and the
 * part that is new has none.
 */
final class CopiedPart {
    /** Weights or their index: what stands before the variant, the variant, the rest. */
    private static final Pattern VARIANT = Pattern.compile("(.+?)\\.(fp16|bf16|fp32)"
            + "((?:-\\d+-of-\\d+)?\\.(?:safetensors|bin)(?:\\.index\\.json)?|(?<=\\.index\\..{4})\\.json)");

    /** Variants, of which the first that is there is taken. */
    private static final List<String> VARIANTS = List.of("fp16", "bf16", "fp32");

    private CopiedPart() {}

    /** Copies a part, found behind its links as in Hugging Face's cache, into a folder that is made. */
    static void copy(Path part, Path to) throws IOException {
        Path from = part.toRealPath();
        for (var file : called(from).entrySet()) {
            Path target = to.resolve(from.relativize(file.getValue()).toString());
            Files.createDirectories(target.getParent());
            if (isIndex(file.getKey(), file.getValue())) writeIndex(file.getKey(), target);
            // Never a hard link: who saves into the copy would change this folder, or Hugging Face's cache.
            else Files.copy(file.getKey(), target);
        }
    }

    /** Takes variants out of the names of a folder's own files. */
    static void rename(Path folder) throws IOException {
        Map<Path, Path> called = called(folder);
        called.values().removeAll(called.keySet());
        for (var file : called.entrySet()) {
            if (!isIndex(file.getKey(), file.getValue())) continue;
            writeIndex(file.getKey(), file.getValue());
            Files.delete(file.getKey());
        }
        for (var file : called.entrySet()) {
            if (Files.exists(file.getKey())) Files.move(file.getKey(), file.getValue());
        }
    }

    /** All files of a folder, with the places that they have in a copy of it. */
    private static Map<Path, Path> called(Path folder) throws IOException {
        Map<Path, Path> called = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files.filter(Files::isRegularFile).forEach(file -> called.put(file, file.resolveSibling(name(file))));
        }
        return called;
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        Matcher variant = VARIANT.matcher(name);
        if (!variant.matches()) return name;
        String before = variant.group(1);
        String behind = variant.group(3);
        boolean isFirst = VARIANTS.stream()
                .takeWhile(each -> !each.equals(variant.group(2)))
                .noneMatch(each -> Files.exists(file.resolveSibling(before + "." + each + behind)));
        return isFirst && !WeightFiles.isThere(file.resolveSibling(before + behind)) ? before + behind : name;
    }

    private static boolean isIndex(Path file, Path called) {
        return !called.equals(file) && called.toString().endsWith(".json");
    }

    /** Writes it as text with other names of shards, so that all else stays as it was written. */
    private static void writeIndex(Path file, Path target) throws IOException {
        String text = Files.readString(file);
        Json map = Json.checkpoint(file).field("weight_map");
        Set<String> shards = new TreeSet<>();
        for (String name : map.names()) shards.add(map.field(name).text());
        for (String shard : shards) {
            text = text.replace("\"" + shard + "\"", "\"" + name(file.resolveSibling(shard)) + "\"");
        }
        AtomicFiles.write(target, text.getBytes(StandardCharsets.UTF_8));
    }
}
