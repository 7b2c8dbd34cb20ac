package io.github.fttp.examples.quickstart;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.quickstart.LittleWorld.Scene;
import io.github.fttp.examples.teach.BpeTrainer;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.model.ClipVisionConfig;
import io.github.fttp.mllm.model.LlamaConfig;
import io.github.fttp.mllm.model.LlavaConfig;
import io.github.fttp.mllm.model.LlavaModel;
import io.github.fttp.mllm.model.LlavaTrainee;
import io.github.fttp.mllm.model.PicturedSample;
import io.github.fttp.mllm.model.RopeScaling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LLaVA small enough to be taught in seconds, with a tokenizer of its own; and what is asked of it. */
final class SmallLlava implements AutoCloseable {
    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>", "<image>");
    private static final int IMAGE = SPECIAL.indexOf("<image>");
    private static final int LONGEST_ANSWER = 48;

    private final Engine engine;
    private final Tokenizer tokenizer;
    private final SampleEncoder encoder;
    private final LlavaModel model;
    private final LlavaTrainee trainee;

    /** @param folder takes the tokenizer's file */
    SmallLlava(Engine engine, Path folder, List<Scene> scenes, long seed) {
        this.engine = engine;
        List<String> texts = new ArrayList<>();
        for (Scene scene : scenes) {
            Conversation conversation = conversation(scene);
            texts.add(ConversationTemplate.VICUNA_V1
                    .prompt(conversation)
                    .text()
                    .replace("<image>", "")
                    .replace("</s>", ""));
        }
        Path file = folder.resolve("tokenizer.json");
        Json.write(file, BpeTrainer.learn(texts, SPECIAL, 150));
        tokenizer = Tokenizer.load(file);
        encoder = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, IMAGE);
        LlamaConfig text = new LlamaConfig(
                tokenizer.size(), 96, 256, 3, 4, 4, 24, 256, 1e-6, 10000, new RopeScaling.None(), false, false, false);
        ClipVisionConfig vision =
                new ClipVisionConfig(64, 128, 2, 4, 3, LittleWorld.SIZE, 8, 1e-5, Activation.QUICK_GELU);
        LlavaConfig config = new LlavaConfig(text, vision, IMAGE, List.of(2), false, Activation.GELU, true);
        model = LlavaModel.of(config, weights(engine, seed));
        trainee = LlavaTrainee.of(model, engine, trainable(model));
    }

    /** Normal weights, but norms that leave what they get as it is. */
    private static Weights weights(Engine engine, long seed) {
        Weights random = Weights.random(engine.pool(), seed);
        return (name, shape) -> {
            Parameter parameter = random.require(name, shape);
            if (name.contains("norm") && name.endsWith(".weight"))
                parameter.value().fill(1);
            if (name.endsWith(".bias")) parameter.value().fill(0);
            return parameter;
        };
    }

    /** The last norm of the vision tower serves other models only. */
    private static List<Parameter> trainable(LlavaModel model) {
        return model.parameters().stream()
                .filter(parameter -> !parameter.name().contains("post_layernorm"))
                .toList();
    }

    LlavaTrainee trainee() {
        return trainee;
    }

    /** The values of all parameters, to go back to. */
    Map<String, float[]> snapshot() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters())
            values.put(parameter.name(), parameter.value().toArray());
        return values;
    }

    void restore(Map<String, float[]> snapshot) {
        for (Parameter parameter : model.parameters()) parameter.value().set(snapshot.get(parameter.name()));
    }

    List<PicturedSample> samples(List<Scene> scenes, Concept concept) {
        return scenes.stream()
                .map(scene -> new PicturedSample(
                        encoder.encode(conversation(scene), concept, Matching.SPANS), List.of(pixels(scene.picture()))))
                .toList();
    }

    /** Its own answer, each token the likeliest. */
    String answer(Scene scene) {
        int[] answer = Generator.of(model, engine, encoder)
                .generate(
                        encoder.question(question(scene)),
                        List.of(pixels(scene.picture())),
                        Sampling.greedy(),
                        LONGEST_ANSWER,
                        token -> true);
        return tokenizer.decode(answer).strip();
    }

    private static Conversation conversation(Scene scene) {
        return Conversation.of("scene", List.of(Path.of("scene.png")), "<image>\n" + scene.question(), scene.answer());
    }

    private static Conversation question(Scene scene) {
        return new Conversation(
                "scene",
                List.of(Path.of("scene.png")),
                conversation(scene).turns().subList(0, 1));
    }

    private static float[] pixels(Picture picture) {
        return ImageProcessor.clip(LittleWorld.SIZE).process(picture);
    }

    @Override
    public void close() {
        trainee.close();
        model.close();
        tokenizer.close();
    }
}
