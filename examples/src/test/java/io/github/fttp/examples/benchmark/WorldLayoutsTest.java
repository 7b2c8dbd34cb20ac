package io.github.fttp.examples.benchmark;

import static io.github.fttp.examples.benchmark.ScriptedModel.questions;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.ShapeMode;
import io.github.fttp.examples.Command;
import io.github.fttp.metrics.benchmark.BenchmarkFolder;
import io.github.fttp.metrics.benchmark.BenchmarkQuestion;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.TextBenchmark;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drawn world in the layouts of benchmarks: what is read of it is what is true. */
class WorldLayoutsTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.SMALL, 1);

    @TempDir
    Path folder;

    private Path world(String layout, String... more) {
        Path out = folder.resolve("world");
        List<String> line = new ArrayList<>(List.of("make-world", "--layout", layout, "--images", "1"));
        line.addAll(List.of("--out", out.toString()));
        line.addAll(List.of(more));
        Command made = Command.run(line);
        assertThat(made.status()).as(made.said()).isZero();
        return out;
    }

    private BenchmarkFolder read(String name, Path data, String forget) {
        return BenchmarkFolder.prepare(
                Benchmarks.named(name), new BenchmarkRequest(data, forget, 1, false), folder.resolve("read"));
    }

    @Test
    void personsAreTheCharacters() {
        TextBenchmark mllmu =
                read("mllmu", world("mllmu", "--concept", "Tobin Ash"), "5").text();
        DrawnCharacter target = WORLD.cast().named("Tobin Ash");
        int others = WORLD.cast().characters().size() - 1;
        assertThat(mllmu.concept().names()).containsExactly("Tobin Ash", "Tobin", "Ash");
        assertThat(mllmu.forget()).allMatch(each -> each.images().size() == 1);
        assertThat(questions(mllmu, "generality:generation-text")).hasSize(4);
        assertThat(questions(mllmu, "retain:generation-image")).hasSize(others);
        assertThat(questions(mllmu, "natural:classification-image"))
                .hasSize(WORLD.size().scenes().size());
        assertThat(questions(mllmu, "forget:cloze-text"))
                .extracting(BenchmarkQuestion::answer)
                .containsExactly(
                        target.facts().profession(),
                        target.facts().home(),
                        target.facts().pet(),
                        target.facts().food());
        assertThat(questions(mllmu, "forget:cloze-text"))
                .allMatch(each -> each.prompt().contains("[Blank]"));
        for (BenchmarkQuestion each : questions(mllmu, "forget:classification-image")) {
            assertThat(each.prompt()).contains("\n" + each.answer() + ": Tobin Ash\n");
        }
    }

    @Test
    void stylesArePlacesAndObjectsCharacters() {
        Path data = world("unlearncanvas");
        BenchmarkFolder read = read("unlearncanvas", data, "Tobin_Ash");
        int places = WORLD.size().scenes().size();
        assertThat(read.image().forget()).hasSize(places).allMatch(each -> each.mask()
                .isPresent());
        assertThat(read.image().retain())
                .hasSize(places * (WORLD.cast().characters().size() - 1));
        // The masks are those that the world draws; the first place is the first by its folder's name.
        Staging shown =
                WORLD.images(Split.FORGET, 1, WORLD.cast().named("Tobin Ash")).get(0);
        assertThat(MaskSettings.beside().read(read.forget(), new ArrayList<>()::add))
                .hasSize(places)
                .allMatch(each -> each.mask(ShapeMode.AREA, "Tobin Ash").equals(shown.mask(0, 64)));
    }
}
