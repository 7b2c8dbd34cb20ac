package io.github.fttp.examples.pretrain;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.world.WorldConversations;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Figure;
import io.github.fttp.metrics.conceptworld.LabelledText;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.Topic;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.SampleWithImages;
import io.github.fttp.mllm.llava.TrainableLlava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Pretrains a small LLaVA, from nothing, who lives in ConceptWorld, what its places look like and how to talk about them. The
 * same seed gives the same bytes, on the same engine and number of threads.
 */
@Command(
        name = "pretrain-llava",
        footer = "fttp pretrain-llava --out pretrained-llava",
        sortOptions = false,
        description = {
            "Pretrain a small LLaVA the characters of ConceptWorld, and write it as a model folder.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainLlava implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    private static final int BATCH = 16;
    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>", "<image>");

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of the world and of weights" + SHOWN)
    long seed;

    @Under(Heading.DATA)
    @Option(
            names = "--images",
            defaultValue = "240",
            description = "Of each character alone, and of everything else in proportion" + SHOWN)
    int images;

    @Option(
            names = "--merges",
            defaultValue = "600",
            description = "Pairs of letters that the tokenizer learns" + SHOWN)
    int merges;

    @Option(
            names = "--caption-steps",
            defaultValue = "3000",
            description = "Of pretraining what images show, as LLaVA's first stage" + SHOWN)
    int captionSteps;

    @Option(names = "--steps", defaultValue = "2000", description = "Of pretraining to talk, its second stage" + SHOWN)
    int steps;

    @Option(names = "--rate", defaultValue = "1e-3", description = "Highest learning rate" + SHOWN)
    double rate;

    @Mixin
    EngineOptions computing;

    @Override
    public void check(Given given) {
        given.ineffective(true, "here", "all weights are float32 while they are pretrained", "--bf16");
        Check.atLeast(1, images, "--images");
        Check.atLeast(1, merges, "--merges");
        Check.atLeast(1, captionSteps, "--caption-steps");
        Check.atLeast(1, steps, "--steps");
        Check.finiteAtLeast(0, rate, "--rate");
    }

    @Override
    public Integer call() {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        List<Dialogue> curriculum = new Curriculum(new ConceptWorld(seed)).dialogues(images);
        AtomicFiles.writeFolder(out, folder -> pretrain(folder, curriculum));
        AtomicFiles.delete(Pretraining.unfinished(out));
        System.out.println(out.toAbsolutePath());
        return 0;
    }

    private void pretrain(Path folder, List<Dialogue> curriculum) {
        Path words = folder.resolve("tokenizer.json");
        Json.write(words, BpeTrainer.learn(texts(curriculum), SPECIAL, merges));
        int imageToken = SPECIAL.indexOf("<image>");
        try (Tokenizer tokenizer = Tokenizer.load(words)) {
            new LlavaSettings(tokenizer.size(), imageToken).write(folder);
            ImageProcessor processor = ImageProcessor.read(folder);
            List<SampleWithImages> captions = WorldConversations.samples(
                    captions(curriculum),
                    new SampleEncoder(tokenizer, ConversationTemplate.PLAIN, imageToken),
                    processor);
            List<SampleWithImages> dialogues = WorldConversations.samples(
                    curriculum, new SampleEncoder(tokenizer, ConversationTemplate.VICUNA_V1, imageToken), processor);
            try (Engine engine = computing.open();
                    LlavaModel model = LlavaModel.of(LlavaConfig.read(folder), Pretraining.fresh(engine, seed));
                    TrainableLlava trainable = TrainableLlava.of(model, engine, trained(model))) {
                Pretraining.announce("LLaVA", model);
                System.out.println("pretraining what is seen, " + captions.size() + " captions ...");
                pretrain(trainable, captionSteps, "captions", captions);
                System.out.println("pretraining to talk, " + dialogues.size() + " dialogues ...");
                pretrain(trainable, steps, "dialogues", dialogues);
                Pretraining.write(model, folder.resolve("model.safetensors"));
            }
        }
    }

    private void pretrain(TrainableLlava trainable, int count, String stage, List<SampleWithImages> samples) {
        Path checkpoint = Pretraining.unfinished(out).resolve(stage + ".safetensors");
        Pretraining.descend(trainable, "nothing", AdamW.rate(rate), BATCH, count, seed, checkpoint, samples);
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

    /** What the tokenizer learns from: everything that is said, but names, so that those fall into pieces as in life. */
    private static List<String> texts(List<Dialogue> curriculum) {
        List<String> texts = new ArrayList<>();
        Path nowhere = Path.of("picture");
        for (Dialogue each : curriculum) {
            String text = ConversationTemplate.VICUNA_V1
                    .prompt(WorldConversations.conversation("lesson", each, nowhere))
                    .text()
                    .replace("<image>", "")
                    .replace("</s>", "");
            for (Figure figure : Cast.FIGURES)
                text = text.replace(figure.name(), "").replace(figure.alias(), "");
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
