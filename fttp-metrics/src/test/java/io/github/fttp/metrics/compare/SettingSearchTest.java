package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingSearchTest {
    /** The nearer to this rate, in octaves, the better. */
    private static SettingSearch<Double> aiming(double at, List<Setting> tried) {
        return new SettingSearch<>(tried, setting -> -Math.abs(Math.log(setting.rate() / at)));
    }

    @Test
    void goesBeyondEitherEdgeAsFarAsTheNextLies() {
        assertThat(aiming(1, Setting.rates(30, 1e-4, 2e-4)).next()).contains(new Setting(4e-4, 30, 1));
        assertThat(aiming(1e-9, Setting.rates(30, 1e-4, 4e-4)).next()).contains(new Setting(2.5e-5, 30, 1));
    }

    @Test
    void goesBetweenTheBestAndItsBetterNeighbourWhereTheBestIsInside() {
        // 1.9e-4 is nearer to 2e-4 from below: sqrt(1e-4 * 2e-4) = 1.4e-4.
        assertThat(aiming(1.9e-4, Setting.rates(30, 1e-4, 2e-4, 8e-4)).next()).contains(new Setting(1.4e-4, 30, 1));
    }

    @Test
    void looksAlongScalesAndWithinThePartThatIsBest() {
        List<Setting> tried = new ArrayList<>(Setting.scales(1e-3, 30, 1, 3));
        tried.addAll(Setting.scales(1e-3, 30, 1, 3).stream()
                .map(each -> each.part("blocks 1-2"))
                .toList());
        SettingSearch<Double> search = new SettingSearch<>(
                tried, setting -> setting.scale() + (setting.part().isEmpty() ? 0 : 1));
        assertThat(search.next()).contains(new Setting(1e-3, 30, 9).part("blocks 1-2"));
    }

    @Test
    void hasNothingToTryForASingleSetting() {
        assertThat(aiming(1, Setting.rates(30, 1e-4)).next()).isEqualTo(Optional.empty());
    }

    @Test
    void takesTheFirstOfTheBest() {
        assertThat(new SettingSearch<>(Setting.rates(30, 1e-4, 2e-4), setting -> 0.0).best())
                .isEqualTo(new Setting(1e-4, 30, 1));
    }
}
