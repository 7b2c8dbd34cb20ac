package io.github.fttp.core.io;

import io.github.fttp.core.tensor.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** A safetensors file as it will be once its floating-point numbers are of another type; whole numbers stay. */
final class ConvertedSafetensors {
    private static final int CHUNK = 1 << 16;

    private final Safetensors from;
    private final SortedMap<String, Safetensors.Info> infos = new TreeMap<>();
    private final long bytes;

    /** @throws BadCheckpoint if it holds floating-point numbers of a type that is not read, such as quantised ones */
    ConvertedSafetensors(Safetensors from, FloatType type) {
        this.from = from;
        long at = 0;
        for (String name : from.names()) {
            Safetensors.Info info = from.info(name);
            boolean rounds = FloatType.named(info.type()).isPresent();
            if (!rounds && info.type().matches("F\\d.*")) {
                throw new BadCheckpoint(
                        from.file(),
                        "tensor " + name,
                        "has dtype " + info.type(),
                        "expected F16, BF16, F32, F64 or whole numbers: other weights are quantised");
            }
            long size = rounds ? info.shape().size() * type.bytes() : info.end() - info.begin();
            infos.put(name, new Safetensors.Info(rounds ? type.name() : info.type(), info.shape(), at, at + size));
            at += size;
        }
        bytes = at;
    }

    Path source() {
        return from.file();
    }

    /** Bytes of all tensors, without the header. */
    long bytes() {
        return bytes;
    }

    /** Whether a tensor changes its type. */
    boolean changes() {
        return infos.entrySet().stream()
                .anyMatch(each ->
                        !each.getValue().type().equals(from.info(each.getKey()).type()));
    }

    /** @param read told how many bytes of tensors were read since the last time */
    RoundingLoss write(Path file, LongConsumer read) {
        Map<String, String> notes = new TreeMap<>(from.metadata());
        notes.remove(Seal.KEY); // of the source's bytes
        notes.put("fttp.source", from.file().getFileName().toString());
        notes.put("fttp.source.sha256", digest());
        byte[] head = SafetensorsHeader.text(infos, notes);
        RoundingLoss[] loss = {RoundingLoss.NONE};
        AtomicFiles.write(file, out -> {
            Safetensors.put(out, SafetensorsHeader.length(head));
            Safetensors.put(out, ByteBuffer.wrap(head));
            for (var entry : infos.entrySet()) {
                loss[0] = loss[0].and(write(entry.getKey(), entry.getValue().type(), out, read));
            }
        });
        return loss[0];
    }

    private RoundingLoss write(String name, String type, FileChannel out, LongConsumer read) throws IOException {
        Safetensors.Info info = from.info(name);
        RoundingLoss.Count count = new RoundingLoss.Count();
        for (long begin = info.begin(); begin < info.end(); begin += SafetensorsValues.BLOCK) {
            long end = Math.min(info.end(), begin + SafetensorsValues.BLOCK);
            try (Mapping mapping = from.map(begin, end)) {
                ByteBuffer block = mapping.bytes().order(ByteOrder.LITTLE_ENDIAN);
                if (type.equals(info.type())) Safetensors.put(out, block);
                else round(block, FloatType.valueOf(info.type()), FloatType.valueOf(type), count, out);
            }
            read.accept(end - begin);
        }
        return count.of(name);
    }

    private static void round(ByteBuffer in, FloatType from, FloatType to, RoundingLoss.Count count, FileChannel file)
            throws IOException {
        ByteBuffer out = ByteBuffer.allocate(CHUNK * to.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            out.clear();
            int n = Math.min(CHUNK, in.remaining() / from.bytes());
            for (int i = 0; i < n; i++) {
                double before = from == FloatType.F64 ? in.getDouble() : from.read(in);
                to.write((float) before, out);
                count.add(before, to.read(out.position(out.position() - to.bytes())));
            }
            Safetensors.put(file, out.flip());
        }
    }

    /** SHA-256 of the source, as {@code sha256sum} and model hubs have it. */
    private String digest() {
        try (FileChannel in = FileChannel.open(from.file(), StandardOpenOption.READ)) {
            return new Digest().add(in).hex();
        } catch (IOException e) {
            throw new BadCheckpoint(from.file(), e);
        }
    }
}
