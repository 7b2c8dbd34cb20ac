package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.text.BpeTrainer;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.train.Pretraining;
import io.github.fttp.core.train.Pretraining.Stage;
import io.github.fttp.core.train.PretrainingListener;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.LabelledText;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.Topic;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.SquareImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pretraining of a small LLaVA from nothing: who lives in the drawn world, what its places look like and how to talk about
 * them, in LLaVA's two stages. The same seed gives the same bytes on the same engine and number of threads.
 *
 * @param seed of the world and of weights
 * @param images of each character alone, and of everything else in proportion; at least 1
 * @param merges pairs of letters that the tokenizer learns at most; at least 1
 * @param captionSteps of the first stage, on captions; at least 1
 * @param steps of the second stage, on dialogues; at least 1
 * @param rate the highest learning rate, at least 0
 */
public record LlavaPretraining(long seed, int images, int merges, int captionSteps, int steps, double rate) {
    private static final int BATCH = 16;
    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>", "<image>");

    public LlavaPretraining {
        Check.atLeast(1, images, "images");
        Check.atLeast(1, merges, "merges");
        Check.atLeast(1, captionSteps, "caption steps");
        Check.atLeast(1, steps, "steps");
        Check.finiteAtLeast(0, rate, "rate");
    }

    /**
     * Trains and writes a model folder; goes on where an earlier call with the same folder was stopped.
     *
     * @throws BadData if the folder is there already
     */
    public void write(Path out, Engine engine, PretrainingListener listener) {
        Pretraining pretraining = new Pretraining(out, seed, listener);
        List<Dialogue> curriculum = new Curriculum(new ConceptWorld(seed)).dialogues(images);
        pretraining.write(folder -> train(folder, engine, pretraining, curriculum));
    }

    private void train(Path folder, Engine engine, Pretraining pretraining, List<Dialogue> curriculum) {
        Path words = folder.resolve("tokenizer.json");
        Json.write(words, BpeTrainer.learn(texts(curriculum), SPECIAL, merges));
        int imageToken = SPECIAL.indexOf("<image>");
        try (Tokenizer tokenizer = Tokenizer.load(words)) {
            new LlavaSettings(tokenizer.size(), imageToken).write(folder);
            LlavaConfig config = LlavaConfig.read(folder);
            ImagePreparation images = new SquareImages(config, ImageProcessor.read(folder));
            List<SampleWithImages> captions = WorldConversations.samples(
                    captions(curriculum), new SampleEncoder(tokenizer, ConversationTemplate.PLAIN, imageToken), images);
            List<SampleWithImages> dialogues = WorldConversations.samples(
                    curriculum, new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, imageToken), images);
            try (LlavaModel model = LlavaModel.of(config, pretraining.fresh(engine));
                    TrainableConversations trainable = TrainableConversations.of(model, engine, trained(model))) {
                pretraining.announce("LLaVA", model);
                pretraining.descend(trainable, stage("captions", captionSteps), "nothing", captions);
                pretraining.descend(trainable, stage("dialogues", steps), "nothing", dialogues);
                Pretraining.write(model, folder.resolve("model.safetensors"));
            }
        }
    }

    private Stage stage(String name, int count) {
        return new Stage(name, AdamW.rate(rate), BATCH, count);
    }

    /** Each image with its caption; what is asked in front of it is not looked at. */
    private static List<Dialogue> captions(List<Dialogue> curriculum) {
        LabelledText nothing = new LabelledText("", List.of(), List.of());
        List<Dialogue> captions = new ArrayList<>();
        for (Dialogue each : curriculum) {
            for (Staging image : each.images()) {
                LabelledText caption = new LabelledText(image.caption(), List.of(), List.of());
                captions.add(new Dialogue(List.of(image), List.of(new Exchange(Topic.DESCRIPTION, nothing, caption))));
            }
        }
        return captions;
    }

    /** Lists the texts that the tokenizer learns from: everything that is said, but names, so that those fall into pieces as in life. */
    private static List<String> texts(List<Dialogue> curriculum) {
        List<String> texts = new ArrayList<>();
        Path nowhere = Path.of("picture");
        for (Dialogue each : curriculum) {
            String text = ConversationTemplate.VICUNA_V1
                    .prompt(WorldConversations.conversation("lesson", each, nowhere))
                    .text()
                    .replace("<image>", "")
                    .replace("</s>", "");
            for (DrawnCharacter character : Cast.CHARACTERS)
                text = text.replace(character.name(), "").replace(character.alias(), "");
            texts.add(text);
        }
        // Every letter once, which is too rare to be merged.
        for (char letter = 'A'; letter <= 'z'; letter++) if (Character.isLetter(letter)) texts.add("" + letter);
        return texts;
    }

    /** The last norm of the vision tower serves other models only. */
    private static List<Parameter> trained(LlavaModel model) {
        return model.parameters().stream()
                .filter(parameter -> !parameter.name().contains("post_layernorm"))
                .toList();
    }
}
