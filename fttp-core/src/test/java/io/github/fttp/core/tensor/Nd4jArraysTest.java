package io.github.fttp.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Nd4jArraysTest {
    private final Pool pool = new Pool();

    @Test
    void writingThroughOneShowsInTheOther() {
        try (Tensor tensor = pool.draw(Shape.of(2, 3)).set(1, 2, 3, 4, 5, 6)) {
            INDArray array = Nd4jArrays.view(tensor);
            array.putScalar(1, 2, 60);
            assertThat(tensor.toArray()).containsExactly(1, 2, 3, 4, 5, 60);
            tensor.set(6, 5, 4, 3, 2, 1);
            assertThat(array.getFloat(0, 1)).isEqualTo(5);
            INDArray columns = Nd4jArrays.view(tensor.transposed());
            assertThat(columns.getFloat(2, 1)).isEqualTo(1);
            columns.putScalar(0, 1, 30);
            assertThat(tensor.toArray()).containsExactly(6, 5, 4, 30, 2, 1);
        }
    }

    @Test
    void tensorsLookAtArraysWithoutACopy() {
        INDArray array = Nd4j.createFromArray(new float[] {1, 2, 3, 4, 5, 6}).reshape(2, 3);
        Tensor tensor = Nd4jArrays.tensor(array);
        array.putScalar(0, 1, 20);
        assertThat(tensor.toArray()).containsExactly(1, 20, 3, 4, 5, 6);
        tensor.write(5, new float[] {60}, 0, 1);
        assertThat(array.getFloat(1, 2)).isEqualTo(60);
        assertThat(Nd4jArrays.tensor(array.transpose()).toArray()).containsExactly(1, 4, 20, 5, 3, 60);
        assertThat(Nd4jArrays.tensor(array.getRow(1)).toArray()).containsExactly(4, 5, 60);
    }

    @Test
    void copiesAreTheirOwn() {
        INDArray array = Nd4j.createFromArray(new float[] {1, 2, 3, 4}).reshape(2, 2);
        try (Tensor copy = Nd4jArrays.copy(array.transpose(), pool)) {
            array.putScalar(0, 0, 9);
            assertThat(copy.toArray()).containsExactly(1, 3, 2, 4);
        }
    }

    @Test
    void refusesOtherTypes() {
        assertThatThrownBy(() -> Nd4jArrays.tensor(Nd4j.createFromArray(1.0, 2.0)))
                .hasMessageContaining("DOUBLE");
    }
}
