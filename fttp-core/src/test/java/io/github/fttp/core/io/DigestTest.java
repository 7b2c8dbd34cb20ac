package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestTest {
    @Test
    void isSha256OfAllThatWasAdded() {
        // Of "abc", the example of FIPS 180.
        String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(new Digest().add(abc).hex()).isEqualTo(expected);
        assertThat(new Digest().add(new byte[] {'a'}).add(new byte[] {'b', 'c'}).hex())
                .isEqualTo(expected);
    }

    @Test
    void seesEveryBitOfAValue() {
        String one = new Digest().add(new float[] {1, 0}).hex();
        assertThat(new Digest()
                        .add(new byte[] {0x3f, (byte) 0x80, 0, 0, 0, 0, 0, 0})
                        .hex())
                .isEqualTo(one);
        assertThat(new Digest().add(new float[] {1, -0f}).hex()).isNotEqualTo(one);
        assertThat(new Digest().add(new float[] {Math.nextUp(1f), 0}).hex()).isNotEqualTo(one);
    }
}
