package io.github.fttp.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DTypeTest {
    /** 0x3f80 is 1; its neighbour above is 1 + 2^-7, so 1 + 2^-8 (0x3f808000) lies right between them. */
    @ParameterizedTest
    @CsvSource({
        "3f800000, 3f80",
        "3f807fff, 3f80",
        "3f808000, 3f80", // a tie, down to even
        "3f808001, 3f81",
        "3f818000, 3f82", // a tie, up to even
        "bf808000, bf80",
        "bf818000, bf82",
        "00000000, 0000",
        "80000000, 8000",
        "7f7fffff, 7f80", // the largest float rounds to infinity
        "7f800000, 7f80",
        "ff800000, ff80",
        "00018000, 0002", // subnormal, a tie
    })
    void roundsToTheNearestAndTiesToEven(String bits, String expected) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
        assertThat(DType.toBfloat16(value)).isEqualTo((short) Integer.parseInt(expected, 16));
    }

    @ParameterizedTest
    @CsvSource({"7fc00000", "7f800001", "ff800001", "7fffffff"})
    void keepsNaN(String bits) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(bits, 16));
        assertThat(DType.fromBfloat16(DType.toBfloat16(value))).isNaN();
    }

    /** By hand: sign, 5 bits of exponent from -14 on, 10 of fraction; below that multiples of 2^-24. */
    @ParameterizedTest
    @CsvSource({
        "3c00, 1",
        "8000, -0.0",
        "0001, 0x1p-24",
        "83ff, -0x3ffp-24",
        "0400, 0x1p-14",
        "7bff, 65504",
        "fc00, -Infinity",
        "3555, 0x555p-12"
    })
    void readsFloat16(String bits, float value) {
        assertThat(DType.fromFloat16((short) Integer.parseInt(bits, 16))).isEqualTo(value);
    }

    @Test
    void everyBfloat16ComesBackAsItWas() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = DType.fromBfloat16((short) bits);
            if (!Float.isNaN(value)) assertThat(DType.toBfloat16(value)).isEqualTo((short) bits);
        }
    }
}
