package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the LLaVA that comes along knows of images and questions that it was not pretrained with. */
class PretrainedLlavaTest {
    private static final ConceptWorld WORLD = new ConceptWorld(1);

    @TempDir
    Path folder;

    @Test
    void theLlavaNamesEverybodyAndKnowsTheirFacts() {
        List<Dialogue> facts = new ArrayList<>();
        int named = 0;
        int shown = 0;
        try (WorldLlava subject =
                WorldLlava.open(PretrainedLlava.copyInto(folder), Engines.best().engine())) {
            for (DrawnCharacter character : Cast.CHARACTERS) {
                ForgetTask task = new ForgetTask(WORLD, character, 0, Split.TEST);
                Concept name = Concept.of(character.name());
                for (String answer : subject.answers(task.named(4))) {
                    shown++;
                    if (Naming.exact(name, answer)) named++;
                }
                facts.addAll(task.facts(1));
            }
            assertThat(named / (double) shown).isGreaterThanOrEqualTo(0.97);
            assertThat(subject.saysFacts(facts).value()).isGreaterThanOrEqualTo(0.95);
        }
    }
}
