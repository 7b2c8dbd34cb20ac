package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.conceptworld.WorldConversations;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Answers;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LLaVA that knows the world, while it is asked. */
final class WorldLlava implements AutoCloseable {
    private static final int LONGEST_ANSWER = 48;

    private final VisionLanguageFolder folder;
    private final Engine engine;
    private final VisionLanguageModel model;
    private final SampleEncoder encoder;

    private WorldLlava(VisionLanguageFolder folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
        this.model = folder.load(engine);
        this.encoder = folder.encoder(folder.template());
        // In float32, for adapters are merged and taken back.
        for (Parameter each : model.parameters()) {
            each.unfreeze(engine.pool());
            each.trainable(false);
        }
    }

    /** @param engine closed with this, or at once where the model cannot be read */
    static WorldLlava open(Path path, Engine engine) {
        try {
            return new WorldLlava(VisionLanguageFamilies.of(path).open(path), engine);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    VisionLanguageModel model() {
        return model;
    }

    Engine engine() {
        return engine;
    }

    SampleEncoder encoder() {
        return encoder;
    }

    ImagePreparation images() {
        return folder.images();
    }

    /** The values of the language model's weights, while no adapter is attached. */
    Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : model.languageModel().parameters())
            values.put(each, each.value().toArray());
        return values;
    }

    /** Goes back to these; what an adapter was merged into is another parameter of the same name. */
    void restore(Map<Parameter, float[]> weights) {
        Map<String, Parameter> now = new HashMap<>();
        for (Parameter each : model.languageModel().parameters()) now.put(each.name(), each);
        weights.forEach((was, values) -> now.get(was.name()).value().set(values));
    }

    /** With the concept's tokens marked. */
    List<SampleWithImages> samples(List<Dialogue> dialogues, Concept concept) {
        return WorldConversations.samples(dialogues, encoder, images(), concept);
    }

    /** One question with another answer. */
    SampleWithImages answered(Dialogue dialogue, String answer, Concept concept) {
        Conversation asked = WorldConversations.conversation("answered", dialogue, Path.of("image"));
        Conversation other =
                Conversation.of(asked.id(), asked.images(), asked.turns().get(0).text(), answer);
        return new SampleWithImages(
                encoder.encode(other, concept, Matching.SPANS), WorldConversations.images(dialogue, images()));
    }

    /** What it says to the first question of each, each token the likeliest. */
    List<String> answers(List<Dialogue> dialogues) {
        return new Answers(model, engine, encoder, LONGEST_ANSWER)
                .to(
                        dialogues.stream()
                                .map(each -> WorldConversations.conversation("asked", each, Path.of("image")))
                                .toList(),
                        dialogues.stream()
                                .map(each -> WorldConversations.images(each, images()))
                                .toList());
    }

    /** To which share of questions the answer says the fact that the true one says. */
    Score saysFacts(List<Dialogue> dialogues) {
        List<String> answers = answers(dialogues);
        List<Boolean> said = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            said.add(says(answers.get(i), dialogues.get(i).exchanges().get(0)));
        }
        return Score.share(said);
    }

    /** In which share of the answers somebody is named. */
    Score names(List<Dialogue> dialogues, Concept who) {
        return Score.share(
                answers(dialogues).stream().map(each -> Naming.exact(who, each)).toList());
    }

    /** Whether the answer to a question says the fact that the true one says. */
    private static boolean says(String answer, Exchange asked) {
        String truth = asked.answer().text();
        return asked.answer().facts().stream()
                .map(span -> truth.substring(span.start(), span.end()))
                .allMatch(fact -> !Concept.of(fact).occurrences(answer).isEmpty());
    }

    @Override
    public void close() {
        model.close();
        folder.close();
        engine.close();
    }
}
