package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.WorldSize;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the LLaVA that comes along knows of images and questions that it was not pretrained with. */
class PretrainedLlavaTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.SMALL, 1);

    @TempDir
    Path folder;

    @Test
    void theLlavaNamesEverybodyAndKnowsTheirFacts() {
        List<Dialogue> facts = new ArrayList<>();
        int named = 0;
        int shown = 0;
        Path path = PretrainedLlava.copyInto(folder);
        try (VisionLanguageFolder opened = VisionLanguageFamilies.of(path).open(path);
                Engine engine = Engines.best().engine();
                VisionLanguageModel model = opened.load(engine);
                TrainableConversations untouched = TrainableConversations.of(model, engine, List.of())) {
            SampleEncoder encoder = opened.encoder(opened.template());
            WorldDialogues dialogues = new WorldDialogues(encoder, opened.images());
            VisionLanguageSubject subject =
                    new VisionLanguageSubject(untouched, model, encoder, Concept.of("nobody"), Matching.SPANS, 48);
            for (DrawnCharacter character : WorldSize.SMALL.cast().characters()) {
                ForgetTask task = new ForgetTask(WORLD, character, 0, Split.TEST);
                Concept name = Concept.of(character.name());
                for (String answer : subject.answers(dialogues.questions(task.named(4)))) {
                    shown++;
                    if (Naming.exact(name, answer)) named++;
                }
                facts.addAll(task.facts(1));
            }
            assertThat(named / (double) shown).isGreaterThanOrEqualTo(0.97);
            List<String> said = subject.answers(dialogues.questions(facts));
            long right = IntStream.range(0, said.size())
                    .filter(i -> facts.get(i).exchanges().get(0).saysFacts(said.get(i)))
                    .count();
            assertThat(right / (double) said.size()).isGreaterThanOrEqualTo(0.95);
        }
    }
}
