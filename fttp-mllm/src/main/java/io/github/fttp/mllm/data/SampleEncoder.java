package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes of conversations what a model takes: ids, labels on the assistant's words and end tokens, and which of them spell
 * the concept.
 *
 * @param tokenizer has the tokens that the template names
 * @param template how a prompt is put together
 * @param imageToken the id that {@code <image>} gets
 * @param otherEnds tokens that end an answer beside the template's own
 */
public record SampleEncoder(Tokenizer tokenizer, ChatTemplate template, int imageToken, Set<Integer> otherEnds) {
    private static final Pattern LEADING = Pattern.compile("\\A\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TRAILING = Pattern.compile("\\s+\\z", Pattern.UNICODE_CHARACTER_CLASS);

    public SampleEncoder {
        otherEnds = Set.copyOf(otherEnds);
    }

    /** One for which only the template's own token ends an answer. */
    public SampleEncoder(Tokenizer tokenizer, ChatTemplate template, int imageToken) {
        this(tokenizer, template, imageToken, Set.of());
    }

    /** Ids, spans and labels; nothing carries a concept. */
    public EncodedSample encode(Conversation conversation) {
        Prompt prompt = template.prompt(conversation);
        List<TextSpan> spans = new ArrayList<>();
        int[] ids = ids(conversation, prompt, spans);
        int[] labels = new int[ids.length];
        Arrays.fill(labels, EncodedSample.IGNORE);
        for (int i = template.begin().isEmpty() ? 0 : 1; i < ids.length; i++) {
            TextSpan span = spans.get(i);
            for (TextSpan answer : prompt.answers()) {
                // A space that is not in the text, in front of the answer or of a word in it.
                boolean invented =
                        span.start() == span.end() && answer.start() <= span.start() && span.start() < answer.end();
                if (invented || span.overlaps(answer)) labels[i] = ids[i];
            }
        }
        return new EncodedSample(
                conversation.id(), conversation.images(), prompt.text(), ids, spans, labels, new float[ids.length]);
    }

    /** Encodes with the labels that carry the concept. */
    public EncodedSample encode(Conversation conversation, Concept concept, Matching matching) {
        EncodedSample plain = encode(conversation);
        float[] mask = anywhere(plain, conversation.meant(concept), matching);
        for (int i = 0; i < mask.length; i++) if (plain.labels()[i] == EncodedSample.IGNORE) mask[i] = 0;
        return new EncodedSample(
                plain.id(), plain.images(), plain.prompt(), plain.inputIds(), plain.spans(), plain.labels(), mask);
    }

    /** Which tokens carry the concept, in questions too; special tokens never do. */
    public float[] anywhere(EncodedSample sample, Concept concept, Matching matching) {
        float[] mask = matching == Matching.SPANS
                ? TokenMask.bySpans(sample.spans(), concept.occurrences(sample.prompt()))
                : TokenMask.bySingleTokens(sample.inputIds(), this::decode, concept.words());
        for (int i = 0; i < mask.length; i++) {
            int id = sample.inputIds()[i];
            if (id == imageToken || tokenizer.special().containsValue(id)) mask[i] = 0;
        }
        return mask;
    }

    private String decode(int id) {
        return id == imageToken ? "" : tokenizer.decode(id);
    }

    /**
     * Encodes what is to be forgotten.
     *
     * @param allowWithout keeps samples whose answers do not name the concept; they are pure descent
     * @throws BadData naming the samples that have no concept token, unless they are allowed
     */
    public List<EncodedSample> forgetSet(
            List<Conversation> conversations, Concept concept, Matching matching, boolean allowWithout) {
        List<EncodedSample> samples = conversations.stream()
                .map(conversation -> encode(conversation, concept, matching))
                .toList();
        List<String> without = samples.stream()
                .filter(sample -> sample.conceptTokens() == 0)
                .map(EncodedSample::id)
                .toList();
        if (without.size() == samples.size() || !without.isEmpty() && !allowWithout) {
            requireSpelt(conversations, samples, concept, matching);
        }
        if (without.size() == samples.size()) {
            throw new BadData(
                    "concept \"" + concept.name() + "\"",
                    "occurs in no answer of " + samples.size() + " samples" + near(samples, concept));
        }
        if (!without.isEmpty() && !allowWithout) {
            throw new BadData(
                    "concept \"" + concept.name() + "\"",
                    "occurs in no answer of these samples: " + SampleIds.listed(without)
                            + "; leave them out, or allow samples without the concept" + near(samples, concept));
        }
        return samples;
    }

    /** Refuses names that stand in answers in characters that the tokenizer does not know: special tokens carry no concept. */
    private static void requireSpelt(
            List<Conversation> conversations, List<EncodedSample> samples, Concept concept, Matching matching) {
        if (matching != Matching.SPANS) return;
        for (int i = 0; i < samples.size(); i++) {
            Concept meant = conversations.get(i).meant(concept);
            boolean stands = conversations.get(i).answers().stream()
                    .anyMatch(answer -> !meant.occurrences(answer).isEmpty());
            if (!stands || samples.get(i).conceptTokens() > 0) continue;
            throw new BadData(
                    "concept \"" + concept.name() + "\"",
                    "stands in an answer of sample \"" + samples.get(i).id()
                            + "\", but the tokenizer has only the token of unknown characters for it");
        }
    }

    /** The names that may have been meant. */
    private static String near(List<EncodedSample> samples, Concept concept) {
        UnmarkedNames unmarked = UnmarkedNames.of(samples, concept);
        return unmarked.isEmpty() ? "" : "; the answers have " + unmarked.listed();
    }

    /** The ids of a prompt up to where the next answer begins. */
    public int[] question(Conversation conversation) {
        return ids(conversation, template.question(conversation), new ArrayList<>());
    }

    private int[] ids(Conversation conversation, Prompt prompt, List<TextSpan> spans) {
        List<Integer> ids = new ArrayList<>();
        if (!template.begin().isEmpty()) {
            ids.add(token(template.begin()));
            spans.add(new TextSpan(0, 0));
        }
        List<Prompt.Part> parts = prompt.parts();
        for (int i = 0; i < parts.size(); i++) {
            Prompt.Part part = parts.get(i);
            if (part.isToken()) {
                ids.add(part.text().equals(Conversation.IMAGE) ? imageToken : token(part.text()));
                spans.add(part.span());
                continue;
            }
            String text = part.text();
            if (i + 1 < parts.size() && tokenizer.takesBefore(parts.get(i + 1).text())) text = without(TRAILING, text);
            int whole = text.length();
            if (i > 0 && tokenizer.takesBehind(parts.get(i - 1).text())) text = without(LEADING, text);
            if (text.isEmpty()) continue;
            int taken = whole - text.length(); // white space is of the basic plane: as many code points
            Tokens tokens = tokens(conversation, text, i == 0);
            for (int id : tokens.ids()) ids.add(id);
            tokens.spans().forEach(span -> spans.add(span.shifted(part.span().start() + taken)));
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String without(Pattern space, String text) {
        return space.matcher(text).replaceFirst("");
    }

    /** The id of the first token of a text that stands alone. */
    public int firstToken(String text) {
        return tokenizer.encode(text).ids()[0];
    }

    /** The ids of the tokens that end an answer. */
    public Set<Integer> ends() {
        Set<Integer> ends = new HashSet<>(otherEnds);
        ends.add(token(template.end()));
        return ends;
    }

    private Tokens tokens(Conversation conversation, String text, boolean first) {
        try {
            return first ? tokenizer.encode(text) : tokenizer.encodeBehind(text);
        } catch (BadData e) {
            throw new BadData("sample \"" + conversation.id() + "\"", e.getMessage(), e);
        }
    }

    private int token(String text) {
        return tokenizer
                .id(text)
                .orElseThrow(() -> new BadCheckpoint(
                        tokenizer.file(), "has no token " + text + ", which the template " + template + " needs"));
    }
}
