package io.github.fttp.examples.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.examples.world.WorldConversations;
import io.github.fttp.metrics.world.Dialogue;
import io.github.fttp.metrics.world.Exchange;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.model.LlavaFolder;
import io.github.fttp.mllm.model.LlavaModel;
import io.github.fttp.mllm.model.PicturedSample;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LLaVA that knows the world, while it is asked. */
final class LlavaSubject implements AutoCloseable {
    private static final int LONGEST_ANSWER = 48;

    private final LlavaFolder folder;
    private final Engine engine;
    private final LlavaModel model;
    private final SampleEncoder encoder;

    private LlavaSubject(LlavaFolder folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
        this.model = folder.load(engine);
        this.encoder = folder.encoder(ConversationTemplate.VICUNA_V1);
        // In float32, for adapters are merged and taken back.
        for (Parameter each : model.parameters()) {
            each.thaw(engine.pool());
            each.trainable(false);
        }
    }

    static LlavaSubject open(Path path, Engine engine) {
        return new LlavaSubject(LlavaFolder.open(path), engine);
    }

    LlavaModel model() {
        return model;
    }

    Engine engine() {
        return engine;
    }

    SampleEncoder encoder() {
        return encoder;
    }

    ImageProcessor processor() {
        return folder.processor();
    }

    /** The values of the language model's weights, to go back to. */
    Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : model.languageModel().parameters()) {
            values.put(each, each.value().toArray());
        }
        return values;
    }

    /** With the concept's tokens marked. */
    List<PicturedSample> samples(List<Dialogue> dialogues, Concept concept) {
        return WorldConversations.samples(dialogues, encoder, processor(), concept);
    }

    /** One question with another answer. */
    PicturedSample answered(Dialogue dialogue, String answer, Concept concept) {
        Conversation asked = WorldConversations.conversation("answered", dialogue, Path.of("picture"));
        Conversation other = Conversation.of(
                asked.id(), asked.pictures(), asked.turns().get(0).text(), answer);
        return new PicturedSample(
                encoder.encode(other, concept, Matching.SPANS), WorldConversations.pixels(dialogue, processor()));
    }

    /** What it says to the first question, each token the likeliest. */
    String answer(Dialogue dialogue) {
        Conversation asked = WorldConversations.conversation("asked", dialogue, Path.of("picture"));
        Conversation question =
                new Conversation(asked.id(), asked.pictures(), asked.turns().subList(0, 1));
        int[] answer = Generator.of(model, engine, encoder)
                .generate(
                        encoder.question(question),
                        WorldConversations.pixels(dialogue, processor()),
                        Sampling.greedy(),
                        LONGEST_ANSWER,
                        token -> true);
        return encoder.tokenizer().decode(answer).strip();
    }

    /** Whether the answer to a question says the fact that the true one says. */
    static boolean says(String answer, Exchange asked) {
        String truth = asked.answer().text();
        return asked.answer().facts().stream()
                .map(span -> truth.substring(span.start(), span.end()))
                .allMatch(fact -> !Concept.of(fact).occurrences(answer).isEmpty());
    }

    @Override
    public void close() {
        model.close();
        folder.close();
    }
}
