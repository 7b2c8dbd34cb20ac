package io.github.fttp.core.io;

import io.github.fttp.core.tensor.Mapping;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A safetensors file: named tensors behind a JSON header. Opening reads and checks the header alone; a tensor is mapped
 * when it is asked for.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors. Departure: element types that the header
 * may name but that nothing here computes with (8-bit floats and the like) are refused when asked for, by name.
 */
public final class Safetensors {
    private final Path file;
    private final long dataStart;
    private final SafetensorsHeader header;

    private Safetensors(Path file, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.dataStart = dataStart;
        this.header = header;
    }

    /**
     * One tensor as the header has it.
     *
     * @param type such as {@code F32}
     * @param begin of its bytes, behind the header
     * @param end of its bytes, exclusive
     */
    public record Info(String type, Shape shape, long begin, long end) {}

    /**
     * Opens a file.
     *
     * @throws BadCheckpoint if it cannot be read or is not what the format asks for: the message says what and where
     */
    public static Safetensors open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            byte[] text = SafetensorsHeader.read(file, channel, size);
            long dataStart = 8L + text.length;
            return new Safetensors(file, dataStart, SafetensorsHeader.parse(file, text, size - dataStart));
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
    }

    /**
     * The element types of all tensors in the files of a folder and of those in it, such as {@code F16} and {@code I64}, for
     * models that are several files.
     *
     * @throws BadCheckpoint if one of the files cannot be read
     */
    public static SortedSet<String> typesIn(Path folder) {
        SortedSet<String> types = new TreeSet<>();
        for (Path each : FolderFiles.of(folder)) {
            if (!isOne(each)) continue;
            open(each).header.tensors().values().forEach(info -> types.add(info.type()));
        }
        return types;
    }

    private static boolean isOne(Path file) {
        return file.toString().endsWith(".safetensors") && Files.isRegularFile(file);
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** The names of all tensors, sorted. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The header's {@code __metadata__}, empty where there is none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Type, shape and place of a tensor that must be there. */
    public Info info(String name) {
        Info info = header.tensors().get(name);
        if (info == null)
            throw new BadCheckpoint(file, "tensor " + name, "is missing", "the file has " + names().size());
        return info;
    }

    /**
     * A tensor to compute with: float32, bfloat16 and float16 mapped read-only without a copy (for a pool of a device: moved
     * there as they are), float64 rounded to float32 in memory from {@code pool}. The caller closes it.
     */
    public Tensor tensor(String name, Pool pool) {
        Info info = info(name);
        SafetensorsValues values = new SafetensorsValues(file, name, info.type());
        FloatType type = values.requireFloats(); // before memory is taken
        if (type != FloatType.F64 && info.end() - info.begin() <= Integer.MAX_VALUE) {
            return pool.settle(Tensor.mapped(map(info.begin(), info.end()), info.shape(), type.inMemory()));
        }
        Tensor copy = pool.draw(info.shape(), type.inMemory());
        long at = 0;
        for (long begin = info.begin(); begin < info.end(); begin += SafetensorsValues.BLOCK) {
            long end = Math.min(info.end(), begin + SafetensorsValues.BLOCK);
            try (Mapping mapping = map(begin, end)) {
                float[] block = values.floats(mapping.bytes());
                copy.write(at, block, 0, block.length);
                at += block.length;
            }
        }
        return copy;
    }

    /** The values of a tensor of floating-point numbers, as float. */
    public float[] floats(String name) {
        Info info = info(name);
        try (Mapping mapping = map(info.begin(), info.end())) {
            return new SafetensorsValues(file, name, info.type()).floats(mapping.bytes());
        }
    }

    /** The values of a tensor of whole numbers or truth values (0 and 1). */
    public long[] integers(String name) {
        Info info = info(name);
        try (Mapping mapping = map(info.begin(), info.end())) {
            return new SafetensorsValues(file, name, info.type()).integers(mapping.bytes());
        }
    }

    /** Bytes of the data, as {@link Info} counts them. */
    Mapping map(long begin, long end) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Mapping.of(channel, dataStart + begin, end - begin);
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
    }

    /** Writes tensors as they are, with {@code {"format": "pt"}}, which transformers asks for. */
    public static void write(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, Map.of(), Map.of("format", "pt"));
    }

    /** Writes tensors as they are, with metadata; see {@link #write(Path, Map, Map, Map)}. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        write(file, tensors, Map.of(), metadata);
    }

    /**
     * Writes or replaces a file, whole or not at all, names sorted.
     *
     * @param types {@code F64}, {@code F32}, {@code BF16} or {@code F16} by a tensor's name, where it shall not be as it is
     */
    public static void write(
            Path file, Map<String, Tensor> tensors, Map<String, String> types, Map<String, String> metadata) {
        Map<String, FloatType> all = new TreeMap<>();
        tensors.forEach((name, tensor) -> all.put(
                name, types.containsKey(name) ? FloatType.valueOf(types.get(name)) : FloatType.of(tensor.type())));
        byte[] head = SafetensorsHeader.text(tensors, all, metadata);
        AtomicFiles.write(file, out -> {
            put(out, SafetensorsHeader.length(head));
            put(out, ByteBuffer.wrap(head));
            for (var entry : SafetensorsHeader.sorted(tensors).entrySet()) {
                SafetensorsValues.writeTo(entry.getValue(), all.get(entry.getKey()), block -> put(out, block));
            }
        });
    }

    /**
     * Writes tensors as they are, with a digest of the whole file in the metadata ({@code fttp.sha256}): {@link #requireIntact}
     * sees a single bit that changed. Other readers take it for one more note.
     */
    public static void writeSealed(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, String> notes = new TreeMap<>(metadata);
        notes.put(Seal.KEY, Seal.BLANK);
        Map<String, FloatType> types = new TreeMap<>();
        tensors.forEach((name, tensor) -> types.put(name, FloatType.of(tensor.type())));
        byte[] head = SafetensorsHeader.text(tensors, types, notes);
        AtomicFiles.write(file, out -> {
            Digest digest = new Digest();
            SafetensorsValues.Sink sink = block -> {
                digest.add(block.duplicate());
                put(out, block);
            };
            sink.accept(SafetensorsHeader.length(head));
            sink.accept(ByteBuffer.wrap(head));
            for (var entry : SafetensorsHeader.sorted(tensors).entrySet()) {
                SafetensorsValues.writeTo(entry.getValue(), types.get(entry.getKey()), sink);
            }
            Seal.set(out, head, digest.hex());
        });
    }

    /** Whether the file says what its digest is. */
    public boolean isSealed() {
        return metadata().containsKey(Seal.KEY);
    }

    /**
     * Reads the whole file and refuses one that is not as it was written. A file without a digest, as other programs write
     * them, is taken as it is: ask {@link #isSealed}.
     *
     * @return this
     * @throws BadCheckpoint if the digest is another one than the file's note says
     */
    public Safetensors requireIntact() {
        if (isSealed()) Seal.check(file, metadata().get(Seal.KEY));
        return this;
    }

    static void put(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) out.write(bytes);
    }
}
