package io.github.fttp.mllm.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Conversations with their prompts, ids, spans, labels and concept positions; and files that must be refused. */
final class LlavaJsonCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        Path images = folder.resolve(spec.field("images").text());
        ConversationTemplate template = template(spec.field("template"));
        try (Tokenizer tokenizer =
                Tokenizer.load(folder.resolve(spec.field("tokenizer").text()))) {
            SampleEncoder encoder = new SampleEncoder(
                    tokenizer, template, spec.field("image_token_id").count(0));
            List<String> keys =
                    spec.field("compare").items().stream().map(Json::text).toList();
            Map<String, Conversation> conversations = new HashMap<>();
            for (Conversation each : LlavaConversations.read(
                    folder.resolve(spec.field("conversations").text()), images)) {
                conversations.put(each.id(), each);
            }
            Json golden = Json.data(folder.resolve(spec.field("golden").text()));
            for (Json item : golden.field("items").items()) {
                Conversation conversation =
                        conversations.get(item.field("id").node().asText());
                if (conversation == null) throw item.field("id").refuse("is not among the conversations");
                for (String key : keys) compare(key, item, conversation, encoder, spec, out);
            }
            spec.optional("malformed").ifPresent(file -> malformed(folder.resolve(file.text()), images, encoder, out));
        }
    }

    private static void compare(
            String key, Json item, Conversation conversation, SampleEncoder encoder, Json spec, Comparisons out) {
        Concept concept = concept(item.field("concept"));
        EncodedSample sample = encoder.encode(conversation, concept, Matching.SPANS);
        String name = sample.id() + "." + key;
        switch (key) {
            case "prompt" -> out.equal(name, sample.prompt(), item.field(key).text());
            case "input_ids" ->
                out.integers(name, ExpectedValues.wide(sample.inputIds()), ExpectedValues.longs(item.field(key)));
            case "spans_codepoint" -> out.equal(name, sample.spans(), ExpectedValues.spans(item.field(key)));
            case "labels" ->
                out.integers(name, ExpectedValues.wide(sample.labels()), ExpectedValues.longs(item.field(key)));
            case "occurrences_codepoint" ->
                out.equal(name, concept.occurrences(sample.prompt()), ExpectedValues.spans(item.field(key)));
            case "concept_positions" ->
                out.integers(name, positions(sample.concept()), ExpectedValues.longs(item.field(key)));
            case "concept_positions_anywhere" ->
                out.integers(
                        name,
                        positions(encoder.anywhere(sample, concept, Matching.SPANS)),
                        ExpectedValues.longs(item.field(key)));
            case "authors_positions" ->
                out.integers(
                        name,
                        positions(encoder.encode(conversation, concept, Matching.SINGLE_TOKENS)
                                .concept()),
                        ExpectedValues.longs(item.field(key)));
            default -> throw spec.field("compare").refuse("asks for " + key + ", which is not known");
        }
    }

    /** A file that must be refused is right if it is, with one line; of one that may be either, both are right. */
    private static void malformed(Path expected, Path images, SampleEncoder encoder, Comparisons out) {
        Json files = Json.data(expected);
        for (String name : files.names()) {
            String outcome = files.field(name).field("outcome").text();
            String found;
            try {
                LlavaConversations.read(expected.resolveSibling(name), images).forEach(encoder::encode);
                found = "read";
            } catch (InputException e) {
                found = e.getMessage().contains("\n") ? "error of several lines" : "error";
            }
            boolean mayBeRead = outcome.startsWith("read") || outcome.contains(" or ") || outcome.contains("taken as");
            boolean fine = found.equals("read") ? mayBeRead : found.equals("error") && outcome.startsWith("error");
            out.equal("malformed." + name, fine ? outcome : found, outcome);
        }
    }

    private static ConversationTemplate template(Json field) {
        try {
            return ConversationTemplate.valueOf(field.text().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw field.refuse("is " + field.text() + ", known are vicuna_v1, llava_llama_2, plain");
        }
    }

    private static Concept concept(Json field) {
        Concept concept = Concept.of(field.field("name").text());
        for (Json alias : field.field("aliases").items()) concept = concept.alias(alias.text());
        return concept;
    }

    private static long[] positions(float[] mask) {
        return IntStream.range(0, mask.length)
                .filter(i -> mask[i] > 0)
                .asLongStream()
                .toArray();
    }
}
