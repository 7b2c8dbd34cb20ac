package io.github.fttp.mllm.conceptworld;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.text.BpeTrainer;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.train.Pretraining;
import io.github.fttp.core.train.Pretraining.Stage;
import io.github.fttp.core.train.PretrainingListener;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.WorldSize;
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
import java.util.stream.Collectors;

/**
 * Pretraining of a LLaVA from nothing: who lives in the drawn world, what its places look like and how to talk about
 * them, in LLaVA's two stages. In the large world, where details tell characters apart, vision tower and projector train
 * before, on labels of patches. The same seed gives the same bytes on the same engine and number of threads.
 *
 * @param world with whose size goes that of the model
 * @param seed of weights and of the order of samples; models that differ in it alone tell how far apart those are that were
 *     taught the same
 * @param images of each character alone, and of everything else in proportion; at least 1
 * @param merges pairs of letters that the tokenizer learns at most; at least 1
 * @param towerSteps of a stage in front, in which vision tower and projector learn who is in images and what they look
 *     like; the tower stays as it is afterwards; none at 0
 * @param captionSteps of LLaVA's first stage, on captions; at least 1
 * @param steps of its second stage, on dialogues; at least 1
 * @param rate the highest learning rate, at least 0
 * @param without characters that are left out, as a model is that never met them; all else stays, the tokenizer too
 */
public record LlavaPretraining(
        ConceptWorld world,
        long seed,
        int images,
        int merges,
        int towerSteps,
        int captionSteps,
        int steps,
        double rate,
        List<DrawnCharacter> without) {
    private static final int BATCH = 16;
    /** Images that tower and projector learn from in a step. */
    private static final int TOWER_BATCH = 32;

    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>", "<image>");

    public LlavaPretraining {
        Check.atLeast(1, images, "images");
        Check.atLeast(1, merges, "merges");
        Check.atLeast(0, towerSteps, "tower steps");
        Check.atLeast(1, captionSteps, "caption steps");
        Check.atLeast(1, steps, "steps");
        Check.finiteAtLeast(0, rate, "rate");
        without = List.copyOf(without);
        if (without.containsAll(world.cast().characters())) {
            throw new IllegalArgumentException("all characters are left out, expected one that is met");
        }
    }

    /** The settings for a size that models were pretrained with, and seed 1 of everything. */
    public static LlavaPretraining of(WorldSize size) {
        ConceptWorld world = new ConceptWorld(size, 1);
        return switch (size) {
            case SMALL -> new LlavaPretraining(world, 1, 240, 600, 0, 3000, 2000, 1e-3, List.of());
            case LARGE -> new LlavaPretraining(world, 1, 80, 4000, 5000, 1500, 4500, 1e-3, List.of());
        };
    }

    /**
     * Trains and writes a model folder; goes on where an earlier call with the same folder was stopped.
     *
     * @throws BadData if the folder is there already
     */
    public void write(Path out, Engine engine, PretrainingListener listener) {
        Pretraining pretraining = new Pretraining(out, seed, listener);
        Curriculum curriculum = new Curriculum(world);
        List<Dialogue> dialogues = curriculum.dialogues(images);
        pretraining.write(folder -> train(folder, engine, pretraining, curriculum, dialogues));
    }

    private void train(
            Path folder, Engine engine, Pretraining pretraining, Curriculum curriculum, List<Dialogue> dialogues) {
        Path words = folder.resolve("tokenizer.json");
        Json.write(words, words(dialogues));
        int imageToken = SPECIAL.indexOf("<image>");
        try (Tokenizer tokenizer = Tokenizer.load(words)) {
            new LlavaSettings(world.size(), tokenizer.size(), imageToken).write(folder);
            LlavaConfig config = LlavaConfig.read(folder);
            ImagePreparation images = new SquareImages(config, ImageProcessor.read(folder));
            SampleEncoder plain = new SampleEncoder(tokenizer, ConversationTemplate.PLAIN, imageToken);
            SampleEncoder vicuna = new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, imageToken);
            List<Dialogue> met = met(dialogues);
            List<Dialogue> asked = met(curriculum.validation());
            String begin = "nothing, in the world of seed " + world.seed()
                    + without.stream().map(each -> ", without " + each.name()).collect(Collectors.joining());
            try (LlavaModel model = LlavaModel.of(config, pretraining.fresh(engine))) {
                pretraining.announce("LLaVA", model);
                List<Parameter> trained = trained(model.parameters());
                if (towerSteps > 0) {
                    List<Parameter> tower = trained(model.visionTower().parameters());
                    List<Parameter> towerAndProjector = new ArrayList<>(tower);
                    towerAndProjector.addAll(model.projector().parameters());
                    pretrainTower(model, engine, images, towerAndProjector, pretraining, curriculum, begin);
                    // The tower stays as it is while the model learns to talk, as in LLaVA; the projector trains on.
                    trained.removeAll(tower);
                    begin = "tower and projector of " + towerSteps + " steps from " + begin;
                }
                try (TrainableConversations trainable = TrainableConversations.of(model, engine, trained)) {
                    pretraining.descend(
                            trainable,
                            stage("captions", captionSteps),
                            begin,
                            WorldConversations.samples(curriculum.captions(met), plain, images),
                            named(curriculum.captions(asked), plain, images));
                    pretraining.descend(
                            trainable,
                            stage("dialogues", steps),
                            begin,
                            WorldConversations.samples(met, vicuna, images),
                            named(asked, vicuna, images));
                }
                Pretraining.write(model, folder.resolve("model.safetensors"));
            }
        }
    }

    /** Trains tower and projector, by no image twice: images of characters alone, those that dialogues show among them. */
    private void pretrainTower(
            LlavaModel model,
            Engine engine,
            ImagePreparation images,
            List<Parameter> trained,
            Pretraining pretraining,
            Curriculum curriculum,
            String begin) {
        List<DrawnCharacter> met = new ArrayList<>(world.cast().characters());
        met.removeAll(without);
        int each = (int) ((long) towerSteps * TOWER_BATCH / met.size()) + 1;
        try (TrainableTower tower =
                new TrainableTower(model, engine, images, world.cast(), pretraining.fresh(engine), trained)) {
            pretraining.descend(
                    tower,
                    new Stage("tower", AdamW.rate(rate), TOWER_BATCH, towerSteps),
                    begin,
                    curriculum.alone(Split.PRETRAINING, met, each),
                    curriculum.alone(Split.VALIDATION, met, 1));
        }
    }

    /** Samples with the name of whom they show marked. */
    private static List<SampleWithImages> named(
            List<Dialogue> dialogues, SampleEncoder encoder, ImagePreparation images) {
        List<SampleWithImages> samples = new ArrayList<>();
        for (Dialogue each : dialogues) {
            DrawnCharacter shown = each.images().get(0).characters().get(0).character();
            samples.addAll(WorldConversations.samples(List.of(each), encoder, images, Concept.of(shown.name())));
        }
        return samples;
    }

    /** Learns a {@code tokenizer.json}. */
    ObjectNode words(List<Dialogue> curriculum) {
        return BpeTrainer.learn(texts(curriculum), SPECIAL, merges);
    }

    /** The dialogues about none of those who are left out. */
    private List<Dialogue> met(List<Dialogue> dialogues) {
        return dialogues.stream()
                .filter(each -> without.stream().noneMatch(character -> character.isIn(each)))
                .toList();
    }

    private Stage stage(String name, int count) {
        return new Stage(name, AdamW.rate(rate), BATCH, count);
    }

    /**
     * Lists the texts that the tokenizer learns from: everything that is said, but names, so that those fall into pieces as
     * in life. Of names in general it knows what strangers are called.
     */
    private List<String> texts(List<Dialogue> curriculum) {
        List<String> texts = new ArrayList<>(world.size().strangers());
        Path nowhere = Path.of("picture");
        for (Dialogue each : curriculum) {
            String text = ConversationTemplate.VICUNA_V1
                    .prompt(WorldConversations.conversation("lesson", each, nowhere))
                    .text()
                    .replace("<image>", "")
                    .replace("</s>", "");
            for (DrawnCharacter character : world.cast().characters())
                text = text.replace(character.name(), "").replace(character.alias(), "");
            texts.add(text);
        }
        // Every letter once, which is too rare to be merged.
        for (char letter = 'A'; letter <= 'z'; letter++) if (Character.isLetter(letter)) texts.add("" + letter);
        return texts;
    }

    /** The last norm of the vision tower serves other models only. */
    private static List<Parameter> trained(List<Parameter> parameters) {
        return new ArrayList<>(parameters.stream()
                .filter(parameter -> !parameter.name().contains("post_layernorm"))
                .toList());
    }
}
