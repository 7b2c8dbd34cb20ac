package io.github.fttp.examples.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.Check;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Figure;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.mllm.data.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes the task of forgetting one character in the formats that real data has: LLaVA's conversations, images with
 * labelme's masks beside them, diffusers' {@code metadata.jsonl}; so that the commands which take those can be tried.
 */
@Command(
        name = "make-world",
        footer = "fttp make-world --concept \"Mira Volk\" --out world",
        sortOptions = false,
        description =
                "Write images, masks, prompts and conversations of ConceptWorld, to forget one of its characters with.")
@Under(Heading.DATA)
public final class MakeWorld implements Callable<Integer>, Checked {
    /** The longest side, pixels. */
    private static final int LARGEST = 4096;

    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Under(Heading.CONCEPT)
    @Option(names = "--concept", defaultValue = "Mira Volk", description = "Who is to be forgotten" + SHOWN)
    String concept;

    @Option(names = "--seed", defaultValue = "1", description = "Of the world" + SHOWN)
    long seed;

    @Option(names = "--images", defaultValue = "8", description = "Of the character to forget" + SHOWN)
    int count;

    @Option(names = "--size", defaultValue = "64", description = "Side of the images, pixels" + SHOWN)
    int size;

    @Override
    public void check(Given given) {
        Check.atLeast(1, count, "--images");
        Check.between(16, LARGEST, size, "--size");
        List<String> names = Cast.FIGURES.stream().map(Figure::name).toList();
        if (!names.contains(concept)) {
            throw new IllegalArgumentException(
                    "--concept must be one of " + String.join(", ", names) + ", was " + concept);
        }
    }

    @Override
    public Integer call() {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        Figure target = Cast.named(concept);
        ForgetTask task = new ForgetTask(new ConceptWorld(seed), target, 0, Split.TEST);
        AtomicFiles.writeFolder(out, folder -> {
            part(folder.resolve("forget"), target, task.forget(count));
            part(folder.resolve("retain"), target, task.retain(4));
            List<Dialogue> generality = new ArrayList<>(task.named(20));
            generality.addAll(task.facts(4));
            generality.addAll(task.factsByAlias(2));
            part(folder.resolve("generality"), target, generality);
            List<Dialogue> specificity = new ArrayList<>(task.near(10));
            specificity.addAll(task.far(1));
            specificity.addAll(task.factsOfOthers());
            part(folder.resolve("specificity"), target, specificity);
            part(folder.resolve("natural"), target, task.natural(24));
        });
        System.out.println(out.toAbsolutePath());
        return 0;
    }

    /** One folder: its conversations, and what they show. */
    private void part(Path folder, Figure target, List<Dialogue> dialogues) {
        Path images = made(folder.resolve("images"));
        ArrayNode conversations = Json.object().putArray("all");
        List<Staging> written = new ArrayList<>();
        StringBuilder prompts = new StringBuilder();
        for (Dialogue dialogue : dialogues) {
            ObjectNode entry = conversations.addObject().put("id", folder.getFileName() + "-" + conversations.size());
            for (Staging image : dialogue.images()) {
                int number = written.indexOf(image);
                if (number < 0) {
                    number = written.size();
                    written.add(image);
                    write(images, name(number), image, target);
                    prompts.append(Json.line(Json.object()
                                    .put("file_name", name(number) + ".png")
                                    .put("text", image.caption())))
                            .append('\n');
                }
                entry.put("image", name(number) + ".png");
            }
            ArrayNode turns = entry.putArray("conversations");
            for (Exchange each : dialogue.exchanges()) {
                String marker = turns.isEmpty() && !dialogue.images().isEmpty() ? Conversation.IMAGE + "\n" : "";
                turns.addObject()
                        .put("from", "human")
                        .put("value", marker + each.question().text());
                turns.addObject().put("from", "gpt").put("value", each.answer().text());
            }
        }
        Json.write(folder.resolve("conversations.json"), conversations);
        AtomicFiles.write(images.resolve("metadata.jsonl"), prompts.toString());
    }

    /** An image, and beside it where the target is, if it is in it. */
    private void write(Path images, String name, Staging image, Figure target) {
        Images.writePng(image.image(size), images.resolve(name + ".png"));
        for (int i = 0; i < image.figures().size(); i++) {
            if (!image.figures().get(i).figure().equals(target)) continue;
            LabelmeWriter.write(images.resolve(name + ".json"), name + ".png", target.name(), image.mask(i, size));
        }
    }

    private static String name(int number) {
        return String.format(Locale.ROOT, "%04d", number);
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }
}
