package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.method.Need;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a method says of its strengths is true: they change it exactly where it says that it has them. */
class MethodNameTest {
    @ParameterizedTest
    @EnumSource
    void strengthsHaveAnEffectWhereTheMethodHasThem(MethodName method) {
        assertThat(method.of(2f, 1f).equals(method.of(3f, 1f))).isEqualTo(!method.hasAlpha());
        assertThat(method.of(1f, 2f).equals(method.of(1f, 3f))).isEqualTo(!method.hasBeta());
    }

    @ParameterizedTest
    @EnumSource
    void anchorsAreForMethodsThatNeedOne(MethodName method) {
        assertThat(method.of(null, null).needs().contains(Need.ANCHOR_PROMPT)).isEqualTo(method.hasAnchor());
    }
}
