package io.github.fttp.metrics.conceptworld;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.Check;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.LabelmeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The task of forgetting one character in the formats that real data has: LLaVA's conversations, images with labelme's masks
 * beside them, diffusers' {@code metadata.jsonl}; so that what takes those can be tried.
 *
 * @param world whose images and sentences they are
 * @param target the character to forget
 * @param images of it to forget; at least 1
 * @param size side of the images in pixels, 16 to 4096
 */
public record WorldFolder(ConceptWorld world, DrawnCharacter target, int images, int size) {
    /** The longest side, pixels. */
    private static final int LARGEST = 4096;
    /** LLaVA's mark for where an image stands in a text. */
    private static final String IMAGE = "<image>\n";

    public WorldFolder {
        Check.atLeast(1, images, "images");
        Check.between(16, LARGEST, size, "size");
    }

    /** Writes the folders {@code forget}, {@code retain}, {@code generality}, {@code specificity} and {@code natural}. */
    public void write(Path out) {
        ForgetTask task = new ForgetTask(world, target, 0, Split.TEST);
        AtomicFiles.writeFolder(out, folder -> {
            part(folder.resolve("forget"), task.forget(images));
            part(folder.resolve("retain"), task.retain(4));
            List<Dialogue> generality = new ArrayList<>(task.named(20));
            generality.addAll(task.facts(4));
            generality.addAll(task.factsByAlias(2));
            part(folder.resolve("generality"), generality);
            List<Dialogue> specificity = new ArrayList<>(task.near(10));
            specificity.addAll(task.far(1));
            specificity.addAll(task.factsOfOthers());
            part(folder.resolve("specificity"), specificity);
            part(folder.resolve("natural"), task.natural(24));
        });
    }

    /** One folder: its conversations, and what they show. */
    private void part(Path folder, List<Dialogue> dialogues) {
        Path folderOfImages = made(folder.resolve("images"));
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
                    write(folderOfImages, name(number), image);
                    prompts.append(Json.line(Json.object()
                                    .put("file_name", name(number) + ".png")
                                    .put("text", image.caption())))
                            .append('\n');
                }
                entry.put("image", name(number) + ".png");
            }
            ArrayNode turns = entry.putArray("conversations");
            for (Exchange each : dialogue.exchanges()) {
                String marker = turns.isEmpty() && !dialogue.images().isEmpty() ? IMAGE : "";
                turns.addObject()
                        .put("from", "human")
                        .put("value", marker + each.question().text());
                turns.addObject().put("from", "gpt").put("value", each.answer().text());
            }
        }
        Json.write(folder.resolve("conversations.json"), conversations);
        AtomicFiles.write(folderOfImages.resolve("metadata.jsonl"), prompts.toString());
    }

    /** An image, and beside it where the target is, if it is in it. */
    private void write(Path to, String name, Staging image) {
        Images.writePng(image.image(size), to.resolve(name + ".png"));
        for (int i = 0; i < image.characters().size(); i++) {
            if (!image.characters().get(i).character().equals(target)) continue;
            LabelmeWriter.write(to.resolve(name + ".json"), name + ".png", target.name(), image.mask(i, size));
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
