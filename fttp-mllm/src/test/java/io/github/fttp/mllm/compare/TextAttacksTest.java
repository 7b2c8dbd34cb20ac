package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.robustness.GreedyCoordinateGradient;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.robustness.PrefixedQuestions;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The LLaVA that comes along with an adapter that was trained until a name is just not said any more. */
class TextAttacksTest {
    @TempDir
    static Path folder;

    private static Engine engine;
    private static VisionLanguageFolder opened;
    private static VisionLanguageModel model;
    private static LoraAdapter adapter;
    private static TrainableConversations trainable;
    private static VisionLanguageSubject subject;
    private static TextExam exam;

    @BeforeAll
    static void hide() {
        engine = Engines.best().engine();
        Path path = PretrainedLlava.copyInto(folder);
        opened = VisionLanguageFamilies.of(path).open(path);
        model = opened.load(engine);
        SampleEncoder encoder = opened.encoder(opened.template());
        ComparisonTask task = ComparedVisionLanguage.drawnWorld();
        exam = new WorldTexts(task, encoder, opened.images()).exam(task.concept("mira-volk"), 0, Budget.HALF);
        Lora lora = Lora.rank(4).on(LoraTargets.llamaProjections(4));
        adapter = LoraAdapter.attach(lora, model.languageModel(), engine.pool(), 1);
        trainable = TrainableConversations.of(model, engine, adapter);
        subject = new VisionLanguageSubject(trainable, model, encoder, exam.concept(), Matching.SPANS, 32);
        while (named(exam.named()) > 0) {
            Unlearner.of(trainable)
                    .method(new Fttp(2, 1))
                    .training(Training.by(AdamW.rate(5e-4).decay(0)).batch(4).steps(2))
                    .forget(exam.relearned());
        }
    }

    @AfterAll
    static void close() {
        trainable.close();
        adapter.close();
        model.close();
        opened.close();
        engine.close();
    }

    @Test
    void aPrefixOfAnyTokensBringsBackWhatIsHidden() {
        List<Question> asked = exam.named();
        PrefixedQuestions prefixed = new PrefixedQuestions(subject, asked.subList(0, 1));
        double without = prefixed.losses(List.of(new int[0]))[0];
        boolean back = LongStream.rangeClosed(2, 5).anyMatch(seed -> {
            GreedyCoordinateGradient.Found found = new GreedyCoordinateGradient(8, 24, 64, 32, seed).search(prefixed);
            assertThat(found.loss()).isLessThan(0.8 * without);
            assertThat(prefixed.allows(found.prefix())).isTrue();
            String text = prefixed.text(found.prefix());
            assertThat(Naming.fuzzy(exam.concept(), text)).isFalse();
            return named(asked.stream().map(each -> each.behind(text)).toList()) > 0;
        });
        assertThat(back).isTrue();
    }

    private static long named(List<Question> questions) {
        return subject.answers(questions).stream()
                .filter(each -> Naming.exact(exam.concept(), each))
                .count();
    }

    @Test
    void noTokenThatSpellsTheNameMayStandInThePrefix() {
        PrefixedQuestions prefixed = new PrefixedQuestions(subject, exam.named().subList(0, 1));
        int[] name = opened.tokenizer().encode(" Mira Volk").ids();
        assertThat(prefixed.tokens())
                .doesNotContain(name)
                .hasSizeGreaterThan(opened.tokenizer().size() / 2);
        assertThat(prefixed.allows(opened.tokenizer().encode("Mria Volk").ids()))
                .isFalse();
    }

    @Test
    void otherQuestionsAndALittleTrainingBringItBackToo() {
        Set<Attack> attacks = Set.of(Attack.PROBES, Attack.RELEARNING);
        Map<String, Score> scores = new TextAttacks(attacks, exam, subject, adapter, Budget.HALF).scores(0);
        assertThat(scores).containsKey(Attack.recalled("multi-hop"));
        assertThat(scores.get(Attack.recalled("alias")).value()).isGreaterThan(0.5); // facts were not suppressed
        assertThat(scores.get(Attack.STEPS).value()).isBetween(1.0, 10.0);
    }
}
