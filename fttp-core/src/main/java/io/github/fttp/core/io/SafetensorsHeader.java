package io.github.fttp.core.io;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The header of a safetensors file: everything is checked before a byte of a tensor is touched. */
record SafetensorsHeader(SortedMap<String, Safetensors.Info> tensors, Map<String, String> metadata) {
    /** The reference implementation's limit. */
    private static final long LONGEST = 100_000_000;

    private static final String METADATA = "__metadata__";

    /** Bits of an element, by the names the format gives. */
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F32", 32),
            Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64),
            Map.entry("C64", 64));

    /** The header's text, of a length that the file has and that the format allows. */
    static byte[] read(Path file, FileChannel channel, long size) throws IOException {
        if (size < 8) {
            throw new BadCheckpoint(file, "has " + size + " bytes, expected at least the 8 of a safetensors header");
        }
        long length = fill(channel, ByteBuffer.allocate(8), 0)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(0);
        if (length < 0 || length > LONGEST) {
            byte[] start = new byte[(int) Math.min(size, LfsPointer.LENGTH)];
            fill(channel, ByteBuffer.wrap(start), 0);
            if (LfsPointer.is(start)) throw new BadCheckpoint(file, LfsPointer.REFUSAL);
            throw new BadCheckpoint(
                    file,
                    "says its header has " + Long.toUnsignedString(length) + " bytes, expected at most " + LONGEST
                            + ": not a safetensors file, or a damaged one");
        }
        if (length > size - 8) {
            throw new BadCheckpoint(
                    file, "says its header has " + length + " bytes, but only " + (size - 8) + " follow: truncated");
        }
        return fill(channel, ByteBuffer.allocate((int) length), 8).array();
    }

    private static ByteBuffer fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) throw new IOException("ends too early");
        }
        return buffer;
    }

    /** @param dataSize how many bytes the file has behind the header */
    static SafetensorsHeader parse(Path file, byte[] text, long dataSize) {
        Json root = Json.checkpoint(file, text);
        if (!root.isObject()) throw root.refuse("header is " + root.found() + ", expected an object");
        SortedMap<String, Safetensors.Info> tensors = new TreeMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String name : root.names()) {
            Json field = root.field(name);
            if (name.equals(METADATA))
                field.names().forEach(key -> metadata.put(key, field.field(key).text()));
            else tensors.put(name, info(file, name, field));
        }
        requireSeamless(file, tensors, dataSize);
        return new SafetensorsHeader(tensors, metadata);
    }

    private static Safetensors.Info info(Path file, String name, Json field) {
        field.onlyKnows(Set.of("dtype", "shape", "data_offsets"));
        String type = field.field("dtype").text();
        Integer bits = BITS.get(type);
        if (bits == null) {
            throw new BadCheckpoint(
                    file, "tensor " + name, "has dtype " + type, "known are " + new TreeMap<>(BITS).keySet());
        }
        Shape shape = shape(field.field("shape"));
        List<Json> offsets = field.field("data_offsets").items();
        if (offsets.size() != 2) {
            throw field.field("data_offsets").refuse("has " + offsets.size() + " numbers, expected begin and end");
        }
        long begin = offsets.get(0).whole(0, Long.MAX_VALUE);
        long end = offsets.get(1).whole(0, Long.MAX_VALUE);
        long bytes = shape.size() * (bits / 8);
        if (end < begin || end - begin != bytes) {
            throw new BadCheckpoint(
                    file,
                    "tensor " + name,
                    "has data_offsets [" + begin + ", " + end + "]",
                    "shape " + shape + " of " + type + " takes " + bytes + " bytes");
        }
        return new Safetensors.Info(type, shape, begin, end);
    }

    private static Shape shape(Json field) {
        List<Json> dims = field.items();
        int[] sizes = new int[dims.size()];
        long product = 8; // bytes of the widest type
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = dims.get(i).count(0);
            try {
                product = Math.multiplyExact(product, Math.max(1, sizes[i]));
            } catch (ArithmeticException e) {
                throw field.refuse("is " + field.node() + ", expected sizes whose product is a number of bytes");
            }
        }
        return Shape.of(sizes);
    }

    /** The tensors must cover the data without a gap or an overlap, as the reference implementation demands. */
    private static void requireSeamless(Path file, Map<String, Safetensors.Info> tensors, long dataSize) {
        List<Map.Entry<String, Safetensors.Info>> inOrder = new ArrayList<>(tensors.entrySet());
        inOrder.sort(Comparator.comparing((Map.Entry<String, Safetensors.Info> entry) ->
                        entry.getValue().begin())
                .thenComparing(entry -> entry.getValue().end()));
        long at = 0;
        for (var entry : inOrder) {
            Safetensors.Info info = entry.getValue();
            if (info.end() > dataSize) {
                throw new BadCheckpoint(
                        file,
                        "tensor " + entry.getKey(),
                        "ends at byte " + info.end() + " of the data",
                        "the file has " + dataSize + ": truncated or damaged");
            }
            if (info.begin() != at) {
                throw new BadCheckpoint(
                        file,
                        "tensor " + entry.getKey(),
                        "begins at byte " + info.begin() + " of the data",
                        (info.begin() < at
                                        ? "which overlaps the one before, ending at "
                                        : "which leaves a hole behind ")
                                + at);
            }
            at = info.end();
        }
        if (at != dataSize) {
            throw new BadCheckpoint(file, "has " + (dataSize - at) + " bytes behind its last tensor, expected none");
        }
    }

    /** The text of the header of a file with these tensors, padded so that the data begins at a multiple of 8. */
    static byte[] text(Map<String, Tensor> tensors, Map<String, FloatType> types, Map<String, String> metadata) {
        SortedMap<String, Safetensors.Info> infos = new TreeMap<>();
        long at = 0;
        for (var entry : sorted(tensors).entrySet()) {
            Shape shape = entry.getValue().shape();
            FloatType type = types.get(entry.getKey());
            long end = at + shape.size() * type.bytes();
            infos.put(entry.getKey(), new Safetensors.Info(type.name(), shape, at, end));
            at = end;
        }
        return text(infos, metadata);
    }

    /** Writes the header of tensors that lie where {@code infos} say. */
    static byte[] text(SortedMap<String, Safetensors.Info> infos, Map<String, String> metadata) {
        ObjectNode root = Json.object();
        ObjectNode notes = root.putObject(METADATA);
        new TreeMap<>(metadata).forEach(notes::put);
        infos.forEach((name, info) -> {
            ObjectNode field = root.putObject(name);
            field.put("dtype", info.type());
            ArrayNode shape = field.putArray("shape");
            for (int dim : info.shape().dims()) shape.add(dim);
            field.putArray("data_offsets").add(info.begin()).add(info.end());
        });
        String json = Json.line(root);
        int padding = -json.getBytes(StandardCharsets.UTF_8).length & 7;
        return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    /** The length field in front of a header. */
    static ByteBuffer length(byte[] head) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, head.length);
    }

    static SortedMap<String, Tensor> sorted(Map<String, Tensor> tensors) {
        return new TreeMap<>(tensors);
    }
}
