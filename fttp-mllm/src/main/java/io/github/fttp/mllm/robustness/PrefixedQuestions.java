package io.github.fttp.mllm.robustness;

import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.metrics.robustness.PrefixedModel;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A vision-language model that is asked questions behind one prefix, behind their images; the loss is the mean over the tokens of
 * the right answers as far as they name the concept, from their first token to the name's last. A prefix is a text: it
 * counts only where the tokenizer makes just its tokens of it, and where neither they nor the text spell the concept, which
 * a model could repeat without knowing it.
 *
 * <pre>{@code
 * PrefixedQuestions asked = new PrefixedQuestions(subject, questions);
 * int[] prefix = GreedyCoordinateGradient.authors(1).search(asked).prefix();
 * List<String> answers = subject.answers(List.of(other.behind(asked.text(prefix))));
 * }</pre>
 */
public final class PrefixedQuestions implements PrefixedModel {
    /** A character that no prompt has. */
    private static final String NOWHERE_ELSE = "\uE000";

    private final VisionLanguageSubject subject;
    private final List<Question> questions;
    private final int[] tokens;
    /** Code points in front of the prefix in the prompt of each question. */
    private final int[] starts;

    /**
     * @param subject the model as it is; it stays the caller's
     * @param questions at least one, whose right answers name the concept
     */
    public PrefixedQuestions(VisionLanguageSubject subject, List<Question> questions) {
        this.subject = subject;
        this.questions = List.copyOf(questions);
        Set<Integer> barred = new HashSet<>(tokenizer().special().values());
        barred.add(subject.encoder().imageToken());
        for (Question question : questions) {
            EncodedSample sample = encoded(question);
            for (int i = 0; i < sample.concept().length; i++) {
                if (sample.concept()[i] > 0) barred.add(sample.labels()[i]);
            }
        }
        tokens = IntStream.range(0, tokenizer().size())
                .filter(id -> !barred.contains(id))
                .toArray();
        starts = questions.stream().mapToInt(this::start).toArray();
    }

    private int start(Question question) {
        String prompt = subject.encoder()
                .template()
                .prompt(question.behind(NOWHERE_ELSE).conversation())
                .text();
        return prompt.codePointCount(0, prompt.indexOf(NOWHERE_ELSE));
    }

    private Tokenizer tokenizer() {
        return subject.encoder().tokenizer();
    }

    private EncodedSample encoded(Question question) {
        return question.encoded(question.text().answer(), subject.encoder(), subject.concept(), subject.matching());
    }

    @Override
    public int[] tokens() {
        return tokens.clone();
    }

    /** The text of a prefix, as it stands in front of a question. */
    public String text(int... prefix) {
        return tokenizer().decode(prefix).strip();
    }

    @Override
    public boolean allows(int... prefix) {
        String text = text(prefix);
        if (text.isEmpty() || spellsSpecial(text) || Naming.fuzzy(subject.concept(), text)) return false;
        return IntStream.range(0, questions.size()).allMatch(i -> {
            EncodedSample sample = encoded(questions.get(i).behind(text));
            int[] read = Arrays.stream(places(sample, starts[i], text))
                    .map(place -> sample.inputIds()[place])
                    .toArray();
            return Arrays.equals(read, prefix);
        });
    }

    private boolean spellsSpecial(String text) {
        return tokenizer().special().keySet().stream().anyMatch(text::contains);
    }

    /** The numbers of the tokens that spell a prefix. */
    private static int[] places(EncodedSample sample, int start, String text) {
        TextSpan span = new TextSpan(start, start + text.codePointCount(0, text.length()));
        return IntStream.range(0, sample.inputIds().length)
                .filter(i -> sample.spans().get(i).overlaps(span))
                .toArray();
    }

    @Override
    public float[][] gradient(int... prefix) {
        String text = text(prefix);
        List<SampleWithImages> samples = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            Question question = questions.get(i);
            EncodedSample sample = encoded(question.behind(text));
            samples.add(new SampleWithImages(sample, question.images()));
            places.add(places(sample, starts[i], text));
        }
        return subject.trainable().tokenGradients(samples, weights(samples), places);
    }

    /** Weighs each sample's labels as far as they name the concept: the same share of the mean over the samples of their means. */
    private static float[] weights(List<SampleWithImages> samples) {
        List<Float> weights = new ArrayList<>();
        for (SampleWithImages sample : samples) {
            EncodedSample text = sample.text();
            List<Boolean> concept = new ArrayList<>();
            for (int i = 1; i < text.labels().length; i++) {
                if (text.labels()[i] != EncodedSample.IGNORE) concept.add(text.concept()[i] > 0);
            }
            int said = said(concept);
            for (int i = 0; i < concept.size(); i++) weights.add(i < said ? 1f / said / samples.size() : 0);
        }
        float[] all = new float[weights.size()];
        for (int i = 0; i < all.length; i++) all[i] = weights.get(i);
        return all;
    }

    /** Counts the labels from the first to the last that carries the concept. */
    private static int said(List<Boolean> concept) {
        return concept.lastIndexOf(true) + 1;
    }

    private static double loss(TokenReadings readings) {
        int said = said(IntStream.range(0, readings.labels().length)
                .mapToObj(i -> readings.concept()[i])
                .toList());
        return Arrays.stream(readings.losses(), 0, said).average().orElseThrow();
    }

    @Override
    public double[] losses(List<int[]> prefixes) {
        List<Question> behind = new ArrayList<>();
        for (int[] prefix : prefixes) {
            for (Question question : questions) behind.add(question.behind(text(prefix)));
        }
        List<String> answers = behind.stream().map(each -> each.text().answer()).toList();
        List<TokenReadings> readings = subject.readings(behind, answers);
        return IntStream.range(0, prefixes.size())
                .mapToDouble(i -> readings.subList(i * questions.size(), (i + 1) * questions.size()).stream()
                        .mapToDouble(PrefixedQuestions::loss)
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
