package io.github.fttp.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorTest {
    private final Pool pool = new Pool();

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    /** 0, 1, 2, ... in row-major order. */
    private Tensor counted(int... dims) {
        Tensor tensor = pool.draw(Shape.of(dims));
        float[] values = new float[(int) tensor.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = i;
        return tensor.set(values);
    }

    @Test
    void viewsShareTheMemory() {
        try (Tensor a = counted(2, 3)) {
            a.get(1).set(7, 8, 9);
            a.slice(1, 0, 1).fill(-1);
            assertThat(a.toArray()).containsExactly(-1, 1, 2, -1, 8, 9);
        }
    }

    @Test
    void readsStridedViewsInTheirOwnOrder() {
        try (Tensor a = counted(2, 3)) {
            assertThat(a.transposed().toArray()).containsExactly(0, 3, 1, 4, 2, 5);
            assertThat(a.slice(-1, 1, 3).toArray()).containsExactly(1, 2, 4, 5);
        }
        try (Tensor a = counted(2, 4)) {
            assertThat(a.every(1, 1, 2).toArray()).containsExactly(1, 3, 5, 7);
        }
        try (Tensor a = counted(2, 2, 3)) {
            assertThat(a.transposed(0, 1).toArray()).containsExactly(0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11);
        }
    }

    @Test
    void readsAndWritesStretchesThatCrossRowsOfAView() {
        try (Tensor a = counted(3, 4)) {
            Tensor view = a.slice(1, 1, 4);
            float[] read = new float[4];
            view.read(2, read, 0, 4);
            assertThat(read).containsExactly(3, 5, 6, 7);
            view.write(2, new float[] {-3, -5}, 0, 2);
            assertThat(a.toArray()).containsExactly(0, 1, 2, -3, 4, -5, 6, 7, 8, 9, 10, 11);
        }
    }

    @Test
    void fillsMoreThanAChunk() {
        try (Tensor a = pool.draw(Shape.of(2049, 3))) {
            a.fill(1.5f);
            assertThat(a.toArray()).hasSize(6147).containsOnly(1.5f);
        }
    }

    @Test
    void roundsWhatIsWrittenToBfloat16() {
        try (Tensor a = pool.draw(Shape.of(2), DType.BFLOAT16)) {
            a.set(1.00390625f, Float.NaN); // 1 + 2^-8, a tie
            assertThat(a.toArray()).containsExactly(1, Float.NaN);
        }
    }

    @Test
    void viewsEndWithTheirOwner() {
        Tensor a = counted(2, 3);
        Tensor view = a.transposed();
        a.close();
        assertThat(view.isReleased()).isTrue();
        assertThatThrownBy(view::toArray).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(view::address).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.get(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isGivenBackOnceAndOnlyByItsOwner() {
        Tensor a = counted(2);
        assertThatThrownBy(() -> a.slice(0, 0, 1).close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("view");
        a.close();
        assertThatThrownBy(a::close).isInstanceOf(IllegalStateException.class);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void refusesWhatLiesOutside() {
        try (Tensor a = counted(2, 3)) {
            assertThatThrownBy(() -> a.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.slice(1, 2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.every(1, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.read(5, new float[2], 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.set(1, 2)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> a.reshape(4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> a.transposed().reshape(6)).hasMessageContaining("contiguous");
        }
    }

    @Test
    void unloadedFilesAreReadAgainAndOthersKeepTheirValues(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("values");
        int count = 1 << 17; // several pages, whatever their size
        ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) bytes.putFloat(i);
        Files.write(file, bytes.array());
        try (FileChannel channel = FileChannel.open(file);
                Tensor mapped = Tensor.mapped(Mapping.of(channel, 0, 4L * count), Shape.of(count), DType.FLOAT32);
                Tensor drawn = counted(count)) {
            mapped.unload();
            drawn.unload();
            assertThat(mapped.toArray()).isEqualTo(drawn.toArray()).endsWith(count - 1);
        }
    }

    @Test
    void tellsWhenItsMemoryIsGivenBack() {
        int[] told = {0};
        Tensor a = counted(2);
        a.reshape(1, 2).whenReleased(() -> told[0]++);
        assertThat(told[0]).isZero();
        a.close();
        assertThat(told[0]).isEqualTo(1);
        counted(2).close(); // the same memory, lent anew
        assertThat(told[0]).isEqualTo(1);
    }

    @Test
    void mappedFilesAreReadButNeverWrittenTo(@TempDir Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        bytes.putInt(7).putFloat(0).putFloat(1).putFloat(2);
        Path file = Files.write(folder.resolve("values"), bytes.array());
        try (FileChannel channel = FileChannel.open(file)) {
            Mapping mapping = Mapping.of(channel, 4, 12);
            assertThatThrownBy(() -> Tensor.mapped(mapping, Shape.of(4), DType.FLOAT32))
                    .hasMessageContaining("takes 16 bytes, mapped are 12");
            Tensor mapped = Tensor.mapped(mapping, Shape.of(3), DType.FLOAT32);
            assertThatThrownBy(() -> mapped.slice(0, 0, 1).fill(1)).isInstanceOf(IllegalStateException.class);
            assertThat(mapped.toArray()).containsExactly(0, 1, 2);
            Tensor view = mapped.slice(0, 1, 2);
            mapped.close();
            assertThatThrownBy(view::toArray).hasMessageContaining("used after its memory was given back");
            assertThatThrownBy(mapping::bytes).hasMessageContaining("used after it was closed");
            mapping.close();
        }
    }

    @Test
    void nothingCanBeMapped(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("empty"), new byte[0]);
        try (FileChannel channel = FileChannel.open(file);
                Tensor none = Tensor.mapped(Mapping.of(channel, 0, 0), Shape.of(0, 3), DType.FLOAT32)) {
            assertThat(none.toArray()).isEmpty();
        }
    }

    @Test
    void singleDimensionsDoNotMakeGaps() {
        try (Tensor a = counted(3, 4)) {
            assertThat(a.slice(0, 1, 2).transposed(0, 1).isContiguous()).isTrue();
            assertThat(a.slice(1, 0, 2).isContiguous()).isFalse();
        }
    }

    @Test
    void windowsMeetAtOneGibibyte() {
        long edge = 1L << 30;
        Storage any = Storage.none();
        assertThat(any.leftInWindow(edge - 4)).isEqualTo(4);
        assertThat(any.leftInWindow(edge)).isEqualTo(edge);
        assertThat(any.indexInWindow(edge + 8)).isEqualTo(8);
    }

    @Test
    void shapesCountFromBothEndsAndRefuseNonsense() {
        Shape shape = Shape.of(2, 3, 5);
        assertThat(shape.dim(-1)).isEqualTo(5);
        assertThat(shape.rows()).isEqualTo(6);
        assertThat(shape.with(-2, 7)).isEqualTo(Shape.of(2, 7, 5)).hasSameHashCodeAs(Shape.of(2, 7, 5));
        assertThat(Shape.of().size()).isEqualTo(1);
        assertThat(Shape.of(4, 0).size()).isZero();
        assertThatThrownBy(() -> Shape.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30)).isInstanceOf(ArithmeticException.class);
    }
}
