package io.github.fttp.core.io;

import static java.util.stream.Collectors.joining;

import io.github.fttp.core.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy of a model folder whose weights are of another floating-point type: of a Hugging Face transformers folder (LLaVA,
 * CLIP), of a diffusers pipeline with its parts in folders, of an adapter. Every safetensors file is rewritten, whatever it
 * holds; {@code torch_dtype} and {@code dtype} of each {@code config.json} and the size in an index follow; other files are
 * copied. Each file written names the one it came from and that one's SHA-256 in its metadata.
 *
 * <p>Memory stays small however large the model is: blocks of 64 MiB are mapped, one after the other.
 */
public final class ModelConversion {
    /** A model's weights in a second type, {@code model.fp16.safetensors}; the middle part is what goes. */
    private static final Pattern VARIANT = Pattern.compile(
            "(.+)\\.(?:fp16|bf16|fp32)((?:-\\d+-of-\\d+)?\\.safetensors)|(.+\\.safetensors\\.index)\\.(?:fp16|bf16|fp32)(\\.json)");

    private static final Pattern INDEX = Pattern.compile(".+\\.safetensors\\.index(\\.[a-z0-9]+)?\\.json");

    // In text, so that all else stays as it was written; a quote within a string is escaped, so that these find fields
    // only.
    private static final Pattern TIED_FIELD = Pattern.compile("(\"tie_word_embeddings\"\\s*:\\s*)true");
    private static final Pattern TYPE_FIELD = Pattern.compile(
            "(\"(?:torch_)?dtype\"\\s*:\\s*\"(?:torch\\.)?)(?:float16|bfloat16|float32|float64|half|float)(?=\")");
    private static final Pattern SIZE_FIELD = Pattern.compile("(\"total_size\"\\s*:\\s*)\\d+");

    private final Path source;
    private final DType type;
    /** By the path that each will have in the folder written, relative to it. */
    private final Map<Path, ConvertedSafetensors> weights = new LinkedHashMap<>();

    private final Map<Path, Path> others = new LinkedHashMap<>();
    private final List<Path> leftOut = new ArrayList<>();

    private ModelConversion(Path source, DType type) {
        this.source = source;
        this.type = type;
    }

    /**
     * Looks through a folder and opens its weights: whatever is wrong with one of them is found before anything is written.
     *
     * @param type of the weights to write
     * @throws BadCheckpoint if there is no safetensors file, or one cannot be read, or weights are quantised, or all are of this
     *     type already
     */
    public static ModelConversion of(Path source, DType type) {
        if (!Files.isDirectory(source)) throw new BadCheckpoint(source, "is not a model folder");
        ModelConversion conversion = new ModelConversion(source, type);
        FolderFiles.of(source).forEach(conversion::take);
        if (conversion.weights.isEmpty()) {
            String only = conversion.leftOut.isEmpty()
                    ? ""
                    : ", only "
                            + String.join(
                                    ", ",
                                    conversion.leftOut.stream()
                                            .map(Path::toString)
                                            .toList());
            throw new BadCheckpoint(source, "holds no .safetensors file" + only);
        }
        if (conversion.weights.values().stream().noneMatch(ConvertedSafetensors::changes)) {
            throw new BadCheckpoint(
                    source, "holds " + FloatType.of(type) + " weights alone already: there is nothing to convert");
        }
        return conversion;
    }

    private void take(Path file) {
        Path place = source.relativize(file);
        String name = file.getFileName().toString();
        String plain = plain(name);
        boolean second = !plain.equals(name) && WeightFiles.isThere(file.resolveSibling(plain));
        if (second || OtherWeights.is(file) || !Files.isRegularFile(file)) {
            leftOut.add(place);
        } else if (name.endsWith(".safetensors")) {
            weights.put(
                    place.resolveSibling(plain), new ConvertedSafetensors(Safetensors.open(file), FloatType.of(type)));
        } else {
            if (name.equals("config.json")) requireUnquantized(Json.checkpoint(file));
            others.put(place.resolveSibling(plain), file);
        }
    }

    /** Quantised weights are whole numbers, or 8-bit floats with scales: copied they would be called what they are not. */
    private static void requireUnquantized(Json config) {
        if (!config.isObject()) return;
        ConfigFields.of(config).mustBeUnquantized();
        for (String name : config.names()) {
            if (name.endsWith("_config")) requireUnquantized(config.field(name));
        }
    }

    /** A file's name without its variant, which says what type its weights are. */
    private static String plain(String name) {
        Matcher variant = VARIANT.matcher(name);
        if (!variant.matches()) return name;
        return variant.group(1) != null ? variant.group(1) + variant.group(2) : variant.group(3) + variant.group(4);
    }

    /** Bytes of weights to read. */
    public long bytesBefore() {
        return weights.values().stream().mapToLong(each -> size(each.source())).sum();
    }

    /** Bytes of weights that will be written. */
    public long bytesAfter() {
        return weights.values().stream().mapToLong(ConvertedSafetensors::bytes).sum();
    }

    /**
     * Files that are not copied, relative to the folder: weights in other formats, variants of weights that are there
     * twice, links to nothing.
     */
    public List<Path> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Says in words how large the weights will be and were, and what is left out, without a full stop. */
    public String sentence() {
        String left = leftOut.isEmpty()
                ? ""
                : leftOut.stream().map(Path::toString).collect(joining(", ", "; left out: ", ""));
        return String.format(
                Locale.ROOT, "%.2f GiB of weights, %.2f before%s", bytesAfter() / 0x1p30, bytesBefore() / 0x1p30, left);
    }

    /**
     * Writes the folder, under another name first: it is there completely or not at all. What an earlier try that was killed
     * left behind is deleted.
     *
     * @param target not there yet
     * @param read told how many bytes of weights were read so far
     * @throws CannotWrite if there is no room, or the system refuses; nothing of it is there then
     */
    public RoundingLoss write(Path target, LongConsumer read) {
        Path absolute = target.toAbsolutePath().normalize();
        if (absolute.startsWith(source.toAbsolutePath().normalize())) {
            throw new BadData(target, "lies in the folder that is converted, " + source + ": name one beside it");
        }
        AtomicFiles.deleteUnfinishedOf(target); // before the room is measured
        requireRoom(target, absolute.getParent());
        RoundingLoss[] loss = {RoundingLoss.NONE};
        long[] done = {0};
        AtomicFiles.writeFolder(target, part -> {
            weights.forEach((place, file) -> {
                Path to = inFolder(part, place);
                loss[0] = loss[0].and(file.write(to, bytes -> read.accept(done[0] += bytes)));
            });
            others.forEach((place, file) -> copy(file, inFolder(part, place)));
        });
        return loss[0];
    }

    private static Path inFolder(Path folder, Path place) {
        Path file = folder.resolve(place);
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
        return file;
    }

    private void requireRoom(Path target, Path parent) {
        long free;
        try {
            if (Files.exists(target)) throw new IOException("is there already, name another folder");
            if (!Files.isDirectory(parent)) throw new IOException("there is no folder " + parent);
            FileStore store = Files.getFileStore(parent);
            free = store.getUsableSpace();
        } catch (IOException e) {
            throw new CannotWrite(target, e);
        }
        if (free < bytesAfter()) {
            String gib =
                    String.format(Locale.ROOT, "needs %.1f GiB, %.1f are free", bytesAfter() / 0x1p30, free / 0x1p30);
            throw new CannotWrite(target, new IOException(gib));
        }
    }

    private void copy(Path file, Path to) {
        String name = file.getFileName().toString();
        boolean index = INDEX.matcher(name).matches();
        try {
            if (!index && !name.equals("config.json")) {
                Files.copy(file, to);
                return;
            }
            if (index) edit(file, to, text -> index(file, text));
            else copyConfig(file, to, type);
        } catch (IOException e) {
            throw new CannotWrite(to, e);
        }
    }

    /**
     * Copies a {@code config.json} with another type in its fields {@code torch_dtype} and {@code dtype}.
     *
     * @throws IOException if it cannot be read or written
     */
    public static void copyConfig(Path file, Path to, DType type) throws IOException {
        String name = type.name().toLowerCase(Locale.ROOT);
        edit(file, to, text -> TYPE_FIELD.matcher(text).replaceAll("$1" + name));
    }

    /**
     * Says in a {@code config.json} that the output layer is not the embedding, where it says that it is.
     *
     * @throws IOException if it cannot be read or written
     */
    public static void untieConfig(Path file) throws IOException {
        edit(file, file, text -> TIED_FIELD.matcher(text).replaceAll("$1false"));
    }

    private static void edit(Path file, Path to, UnaryOperator<String> change) throws IOException {
        // Every byte as a character: the rest stays as it is, whatever it is.
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        AtomicFiles.write(to, change.apply(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** An index with the size that its shards have now, under their names now. */
    private String index(Path file, String text) {
        Json map = Json.checkpoint(file).field("weight_map");
        long bytes = 0;
        String changed = text;
        for (String shard : map.names().stream()
                .map(name -> map.field(name).text())
                .distinct()
                .toList()) {
            ConvertedSafetensors there = weights.get(source.relativize(file).resolveSibling(plain(shard)));
            if (there == null) throw new BadCheckpoint(file, "weight_map names " + shard + ", which is not there");
            bytes += there.bytes();
            changed = changed.replace("\"" + shard + "\"", "\"" + plain(shard) + "\"");
        }
        return SIZE_FIELD.matcher(changed).replaceAll("$1" + bytes);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
    }
}
