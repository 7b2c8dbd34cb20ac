package io.github.fttp.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Mapping;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Random weights in a file, one behind the other as they are asked for, and mapped as a checkpoint's are. What
 * the file has already is not written again.
 *
 * <p>Their size is between 1/64 and 1/32, of either sign: the deviation of a Llama's first weights at the price of a few
 * instructions for four of them, since there are billions.
 */
final class MappedRandomWeights implements Weights, AutoCloseable {
    private static final int BLOCK = 1 << 22;

    /**
     * Eight bytes of weights of one type: signs and fractions as they were drawn, the exponent of 1/64.
     *
     * @param drawn the bits that are kept
     * @param exponent the bits that are set
     */
    private record Bits(long drawn, long exponent) {
        static Bits of(DType type) {
            return switch (type) {
                case FLOAT32 -> new Bits(0x807f_ffff_807f_ffffL, 0x3c80_0000_3c80_0000L);
                case BFLOAT16 -> new Bits(0x807f_807f_807f_807fL, 0x3c80_3c80_3c80_3c80L);
                case FLOAT16 -> new Bits(0x83ff_83ff_83ff_83ffL, 0x2400_2400_2400_2400L);
            };
        }
    }

    private final Path file;
    private final DType type;
    private final Bits bits;
    private final FileChannel channel;
    private final RandomWeights vectors;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.nativeOrder());
    private long random = 0x9e3779b97f4a7c15L;
    private long end;

    private MappedRandomWeights(Path file, FileChannel channel, Pool pool, DType type) {
        this.file = file;
        this.type = type;
        bits = Bits.of(type);
        this.channel = channel;
        vectors = new RandomWeights(pool, 0, 0.02, DType.FLOAT32);
    }

    /** In a file that is kept. */
    static MappedRandomWeights in(Path file, Pool pool, DType type) {
        try {
            return new MappedRandomWeights(file, FileChannel.open(file, READ, WRITE, CREATE), pool, type);
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
    }

    /** In a temporary file, which is gone at the end. */
    static MappedRandomWeights temporary(Pool pool, DType type) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Path file = Files.createTempFile(folder, "fttp-weights", ".bin");
            return new MappedRandomWeights(file, FileChannel.open(file, READ, WRITE, DELETE_ON_CLOSE), pool, type);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }

    @Override
    public Parameter require(String name, Shape shape) {
        long bytes = shape.size() * type.bytes();
        try {
            for (long at = end; at < end + bytes; at += BLOCK) {
                if (channel.size() < end + bytes) write(at, (int) Math.min(BLOCK, end + bytes - at));
            }
            Tensor mapped = Tensor.mapped(Mapping.of(channel, end, bytes), shape, type);
            Tensor settled = vectors.pool().settle(mapped);
            // What was copied to a GPU leaves its place in the file to the next.
            if (settled == mapped) end += bytes;
            return new Parameter(name, settled);
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
    }

    @Override
    public Parameter requireFloat32(String name, Shape shape) {
        return vectors.require(name, shape);
    }

    private void write(long at, int bytes) throws IOException {
        block.clear();
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            // Marsaglia's xorshift64.
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            block.putLong(i, random & bits.drawn() | bits.exponent());
        }
        block.limit(bytes);
        while (block.hasRemaining()) channel.write(block, at + block.position());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
    }
}
