package io.github.fttp.mllm.data;

import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The turns of a sample.
 *
 * @param system what the system says before them; empty if nothing
 * @param turns a question first, then its answer, and so on
 * @param images named by parts of the turns, in their order
 */
record TurnReader(String system, List<Turn> turns, List<Json> images) {
    private static final String SYSTEM = "system";

    /** @param sample may have a field "system" beside the turns */
    static TurnReader of(Json sample, Json field) {
        List<Turn> turns = new ArrayList<>();
        List<Json> images = new ArrayList<>();
        List<Json> ofList = new ArrayList<>();
        String said = sample.optional(SYSTEM).map(Json::text).orElse("");
        List<Json> items = field.items();
        for (int i = 0; i < items.size(); i++) {
            Json item = items.get(i);
            Json name = name(item);
            String text = text(item, images, ofList);
            if (name.text().equals(SYSTEM)) {
                if (i > 0) throw name.refuse("is \"system\", expected before all other turns");
                if (!said.isEmpty())
                    throw name.refuse("is \"system\" beside the field \"system\", expected one of both");
                said = text;
                continue;
            }
            Speaker speaker = speaker(name);
            if (speaker == Speaker.ASSISTANT && text.contains(Conversation.IMAGE)) {
                throw content(item).refuse("holds " + Conversation.IMAGE + ", which belongs into questions");
            }
            if (turns.isEmpty() && speaker == Speaker.ASSISTANT && (i == 0 || i == 1 && isSystem(items.get(0))))
                continue;
            Speaker expected = turns.size() % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT;
            if (speaker != expected) {
                throw name.refuse("is \"" + name.text() + "\", expected the other: questions and answers alternate");
            }
            if (speaker == Speaker.ASSISTANT) requireCounted(item);
            turns.add(new Turn(speaker, text, content(item).isArray()));
        }
        if (turns.isEmpty()) throw field.refuse("has no turns: nothing to learn from");
        if (turns.size() % 2 != 0) throw field.refuse("ends with a question, expected its answer behind it");
        if (said.contains(Conversation.IMAGE)) {
            throw field.refuse("has a system turn with " + Conversation.IMAGE + ", which belongs into questions");
        }
        return new TurnReader(said, List.copyOf(turns), List.copyOf(images));
    }

    /** Refuses an answer that is not to be learned from, as OpenAI's messages may say, or those of tools for fine-tuning. */
    private static void requireCounted(Json answer) {
        answer.optional("weight").filter(weight -> weight.number() != 1).ifPresent(weight -> {
            throw weight.refuse("is " + weight.found() + ", expected 1 or none: each answer counts");
        });
        for (String name : List.of("loss", "train")) {
            answer.optional(name).filter(TurnReader::isOff).ifPresent(field -> {
                throw field.refuse("is " + field.found() + ", expected true or none: each answer counts");
            });
        }
    }

    private static boolean isOff(Json field) {
        return field.node().isBoolean() ? !field.flag() : !field.isNumber() || field.number() == 0;
    }

    private static boolean isSystem(Json item) {
        return name(item).text().equals(SYSTEM);
    }

    private static Json name(Json item) {
        return item.optional("role").orElseGet(() -> item.field("from"));
    }

    private static Json content(Json item) {
        return item.field(item.optional("role").isPresent() ? "content" : "value");
    }

    /** The names belong to their layouts: a file of LLaVA's that says "user" was made by another rule than LLaVA's. */
    private static Speaker speaker(Json name) {
        boolean role = name.path().endsWith("role");
        return switch (name.text()) {
            case "human" -> Speaker.HUMAN;
            case "gpt" -> Speaker.ASSISTANT;
            case "user" -> {
                if (!role) throw unknown(name, role);
                yield Speaker.HUMAN;
            }
            case "assistant" -> {
                if (!role) throw unknown(name, role);
                yield Speaker.ASSISTANT;
            }
            default -> throw unknown(name, role);
        };
    }

    private static RuntimeException unknown(Json name, boolean role) {
        String expected = role ? "\"system\", \"user\" or \"assistant\"" : "\"system\", \"human\" or \"gpt\"";
        String hint = !role && name.text().matches("user|assistant")
                ? " (\"user\" and \"assistant\" are roles: \"role\")"
                : "";
        return name.refuse("is \"" + name.text() + "\", expected " + expected + hint);
    }

    /**
     * A text, or parts of text and images in turn, each of which has a place in it.
     *
     * @param images takes the names of images
     * @param ofList takes the places of images that the sample's list has
     */
    private static String text(Json item, List<Json> images, List<Json> ofList) {
        Json content = content(item);
        if (!content.isArray()) return content.text();
        StringBuilder text = new StringBuilder();
        for (Json part : content.items()) {
            switch (part.field("type").text()) {
                case "text" -> text.append(part.field("text").text());
                case "image", "image_url" -> {
                    text.append(Conversation.IMAGE);
                    Optional<Json> named = image(part);
                    named.ifPresent(images::add);
                    if (named.isPresent()) break;
                    part.optional("index").filter(Json::isNumber).ifPresent(index -> {
                        if (index.number() != ofList.size()) {
                            throw index.refuse("is " + index.found() + ", expected " + ofList.size()
                                    + ": the places of images have the order of the list");
                        }
                    });
                    ofList.add(part);
                }
                default ->
                    throw part.field("type")
                            .refuse("is " + part.field("type").found() + ", expected \"text\" or \"image\"");
            }
        }
        return text.toString();
    }

    /** The name of a part's image; empty where a list beside the turns has it. */
    private static Optional<Json> image(Json part) {
        for (String name : List.of("image", "path", "image_url", "url")) {
            Optional<Json> field = part.optional(name).filter(SampleReader::isThere);
            if (field.isEmpty()) continue;
            boolean hasUrl = field.get().isObject() && field.get().has("url");
            return Optional.of(hasUrl ? field.get().field("url") : field.get());
        }
        return Optional.empty();
    }
}
