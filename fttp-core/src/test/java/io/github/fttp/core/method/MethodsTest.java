package io.github.fttp.core.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodsTest {
    private static UnlearningMethod parsed(String text) {
        return Methods.parse(text, Modality.TEXT).method();
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> Methods.parse(text, Modality.TEXT).method())
                .isInstanceOf(BadData.class)
                .hasMessage(message);
    }

    @Test
    void readsANameWithSettings() {
        assertThat(parsed("npo:beta=0.2,retain=0")).isEqualTo(new Npo(1, 0.2f, 0));
        assertThat(parsed("fttp: alpha = 0.3 , beta = 2")).isEqualTo(new Fttp(0.3f, 2));
        assertThat(parsed("rmu:seed=12").toString()).contains("seed=12");
    }

    @Test
    void settingsThatAreNotGivenAreTheSources() {
        assertThat(parsed("npo")).isEqualTo(new Npo(1, 0.1f, 1));
        assertThat(parsed("simnpo")).isEqualTo(new SimNpo(0.125f, 4.5f, 0, 1));
        assertThat(parsed("undial")).isEqualTo(new Undial(1, 10, 0));
    }

    @Test
    void defaultsAreTheModalitys() {
        assertThat(parsed("fttp")).isEqualTo(new Fttp(1, 1));
        assertThat(Methods.parse("fttp:alpha=8", Modality.IMAGE).method()).isEqualTo(new Fttp(8, 55));
    }

    @Test
    void namesAreReadWhateverTheirCaseAndHyphens() {
        assertThat(parsed("GRADDIFF")).isEqualTo(new GradDiff(1, 1));
        assertThat(parsed("Random_Label")).isEqualTo(new RandomLabel());
    }

    @Test
    void saysWhatWasMeantPerhaps() {
        refused("npoo", "method npoo: is unknown; did you mean npo?");
        refused("npo:bata=0.1", "method npo: has no setting bata; did you mean beta?");
        refused("ga:alpha=1", "method ga: has no setting alpha; it has none");
        refused("fttp:weight=1", "method fttp: has no setting weight; it has alpha, beta");
        assertThatThrownBy(() -> parsed("something-else"))
                .hasMessageStartingWith("method something-else: is unknown; for text there are fttp, fttp-bounded, ");
    }

    @Test
    void namesSettingValueAndRange() {
        refused(
                "npo:beta=0",
                "method npo: beta (pull to the base model, how soon ascent fades) must be finite and above 0, was 0");
        refused(
                "fttp:alpha=NaN",
                "method fttp: alpha (pull away from the concept) must be finite and at least 0, was NaN");
        refused(
                "fttp:alpha=much",
                "method fttp: alpha (pull away from the concept) must be finite and at least 0, was \"much\"");
        refused(
                "rmu:seed=1.5",
                "method rmu: seed (of the direction that states are to have) must be a whole number of at least 0, was \"1.5\"");
    }

    @Test
    void refusesWhatIsNoSpecification() {
        refused("npo:", "method npo: expected SETTING=VALUE, found \"\"");
        refused("npo:0.1", "method npo: expected SETTING=VALUE, found \"0.1\"");
        refused("npo:beta=1,beta=2", "method npo: gives beta twice");
    }

    @Test
    void refusesAMethodOfTheOtherModality() {
        assertThatThrownBy(() -> Methods.parse("npo", Modality.IMAGE))
                .isInstanceOf(BadData.class)
                .hasMessage("method npo: is for text models, not for image models");
    }

    static Stream<MethodEntry<?>> entries() {
        return StandardMethods.all().stream();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void isTheSameMethodReadFromWhatItIsWrittenAs(MethodEntry<?> entry) {
        for (Modality modality : entry.modalities()) {
            MethodSpec spec = entry.spec(modality);
            assertThat(Methods.parse(spec.toString(), modality)).isEqualTo(spec);
            assertThat(Methods.parse(spec.toString(), modality).method()).isEqualTo(entry.standard(modality));
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everySettingHasAnEffect(MethodEntry<?> entry) {
        Modality modality = entry.modalities().iterator().next();
        MethodSpec spec = entry.spec(modality);
        for (Setting<?> setting : entry.settings()) {
            String other = setting.range().contains("below 1") ? "0.75" : "7";
            assertThat(spec.with(setting.name(), other).method())
                    .as(setting.name())
                    .isNotEqualTo(spec.method());
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void saysWhatItIsAndWhereItIsFrom(MethodEntry<?> entry) {
        assertThat(entry.description()).endsWith(".");
        assertThat(entry.source()).isNotBlank();
        for (Setting<?> setting : entry.settings()) {
            assertThat(setting.meaning()).isNotBlank();
            for (Modality modality : entry.modalities()) {
                assertThat(setting.standard(modality))
                        .hasValueSatisfying(each -> assertThat(each.source()).isNotBlank());
            }
        }
    }

    @Test
    void everyForgetStrengthIsCalledAlpha() {
        assertThat(entries().filter(entry -> !Set.of("ga", "gd", "random-label").contains(entry.name())))
                .allSatisfy(entry -> assertThat(entry.settings().get(0).name()).isEqualTo("alpha"));
    }

    private record Own(float alpha) implements WeightedMethod {
        static final Setting<Float> ALPHA = Setting.atLeast(0, "alpha", "pull away");

        static MethodEntry<Own> entry(String name, Setting<Float> alpha) {
            return new MethodEntry<>(
                    name,
                    "A method of one's own.",
                    "this test",
                    Set.of(Modality.TEXT),
                    List.of(alpha),
                    values -> new Own(values.get(alpha)));
        }

        @Override
        public String name() {
            return "own";
        }

        @Override
        public float weight(float concept, float probability) {
            return -alpha * concept;
        }
    }

    /** Named in the service file of the tests. */
    public static final class OwnMethods implements MethodProvider {
        @Override
        public List<MethodEntry<?>> methods() {
            return List.of(Own.entry("own-by-service", Own.ALPHA.standard(1f, "this test")));
        }
    }

    @Test
    void findsMethodsOfOthersOnTheClassPath() {
        assertThat(parsed("own-by-service:alpha=3")).isEqualTo(new Own(3));
    }

    @Test
    void registersMethodsOfOthers() {
        Methods.register(Own.entry("own-by-call", Own.ALPHA));
        assertThat(parsed("own-by-call:alpha=2")).isEqualTo(new Own(2));
        assertThatThrownBy(() -> Methods.register(Own.entry("own-by-call", Own.ALPHA)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two methods for text with the name own-by-call");
    }

    @Test
    void asksForASettingWithoutADefault() {
        Methods.register(Own.entry("own-without", Own.ALPHA));
        refused("own-without", "method own-without: needs a value of alpha (pull away), finite and at least 0");
    }

    @Test
    void namesAreUnlikeEachOther() {
        for (Modality modality : Modality.values()) {
            List<String> names =
                    Methods.of(modality).stream().map(MethodEntry::name).toList();
            assertThat(names).hasSameSizeAs(new HashSet<>(names));
        }
    }

    @Test
    void whatIsDueWithinACycleIsDueAtItsEnd() {
        assertThat(due(new Turns(4, 16, 1), 4)).containsExactly(20, 40, 60);
        assertThat(due(new Turns(1, 4, 3), 4)).containsExactly(5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60);
        assertThat(due(new Turns(1, 1, 3), 15)).containsExactly(16, 30, 46, 60);
        assertThat(due(Turns.together(3), 15)).containsExactly(15, 30, 45, 60);
    }

    private static List<Integer> due(Turns turns, int every) {
        return IntStream.rangeClosed(1, 60)
                .filter(step -> turns.isDue(step, every))
                .boxed()
                .toList();
    }

    @Test
    void aMethodThatSparesGoesThroughItsDataAsTheOneInsideDoes() {
        assertThat(new NullSpace(new KlMin(1, 1), 10).turns(2, 7)).isEqualTo(new Turns(2, 7, 1));
    }

    @Test
    void noMethodThatScalesTheChangeInTheEndSpares() {
        assertThatThrownBy(() -> new NullSpace(new TaskVector(3), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scales the change in the end");
    }
}
