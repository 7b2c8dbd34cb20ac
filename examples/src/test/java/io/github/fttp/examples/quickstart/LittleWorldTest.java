package io.github.fttp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.examples.quickstart.LittleWorld.Illustration;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LittleWorldTest {
    private static final Someone MIRA = LittleWorld.PEOPLE.get(0);

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void masksWhatTheCharacterChanges(int side) {
        for (Someone who : LittleWorld.PEOPLE) {
            List<View.Standing> standing = List.of(new View.Standing(who, 13.3, 1.07));
            View with = new View(Color.CYAN, Color.GREEN, List.of(new View.Sun(2)), 20.5, standing);
            View without = new View(Color.CYAN, Color.GREEN, List.of(new View.Sun(2)), 20.5, List.of());
            assertThat(with.mask(side)).as(who.name()).isEqualTo(changed(with.picture(side), without.picture(side)));
            assertThat(without.mask(side).count()).isZero();
        }
    }

    private static PixelMask changed(Picture a, Picture b) {
        boolean[] changed = new boolean[a.width() * a.height()];
        byte[] left = a.rgb();
        byte[] right = b.rgb();
        for (int i = 0; i < left.length; i++) changed[i / 3] |= left[i] != right[i];
        return PixelMask.of(a.width(), a.height(), changed);
    }

    @Test
    void callsIllustrationsByWhoAndWhereIsSeen() {
        assertThat(LittleWorld.caption(List.of(MIRA), "blue", "green", true))
                .isEqualTo("Mira Volk under a blue sky on green ground, with sun");
        assertThat(LittleWorld.caption(List.of(), "orange", "white", false))
                .isEqualTo("an orange sky over white ground, without sun");
    }

    @Test
    void drawsTheSameIllustrationsOfTheSameSeed() {
        List<Illustration> drawn = new LittleWorld(5).illustrations(3, MIRA);
        assertThat(new LittleWorld(5).illustrations(3, MIRA)).isEqualTo(drawn);
        assertThat(new LittleWorld(6).illustrations(3, MIRA)).isNotEqualTo(drawn);
        assertThat(drawn).allSatisfy(each -> {
            assertThat(each.picture().width()).isEqualTo(LittleWorld.ILLUSTRATION_SIZE);
            assertThat(each.caption()).startsWith("Mira Volk under ");
        });
    }
}
