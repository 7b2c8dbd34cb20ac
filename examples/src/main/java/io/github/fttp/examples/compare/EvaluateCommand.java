package io.github.fttp.examples.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.examples.ConceptOptions;
import io.github.fttp.examples.DataOptions;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.metrics.statistics.Auc;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.Diversity;
import io.github.fttp.metrics.text.Membership;
import io.github.fttp.metrics.text.Memorisation;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.model.LlavaFolder;
import io.github.fttp.mllm.model.LlavaModel;
import io.github.fttp.mllm.model.LlavaTrainee;
import io.github.fttp.mllm.model.PicturedSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a LLaVA knows of a concept and of everything else in conversations of one's own. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description =
                "Measure what a LLaVA knows of a concept and of the rest of some conversations, each figure with its"
                        + " interval.")
public final class EvaluateCommand implements Callable<Integer> {
    private static final long SEED = 1;
    private static final double MIN_K = 0.4;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "LLaVA folder of Hugging Face.")
    Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "LoRA adapter in PEFT's layout.")
    Path adapter;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Option(
            names = "--unseen",
            paramLabel = "FILE",
            description =
                    "Conversations that were never trained on, with pictures in --images: whether --data can be told"
                            + " from them.")
    Path unseen;

    @Option(
            names = "--answer-tokens",
            defaultValue = "64",
            description = "Tokens an answer has at most (default: ${DEFAULT-VALUE}).")
    int answerTokens;

    @Option(names = "--out", paramLabel = "FILE", description = "File to write the figures to, as JSON.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Override
    public Integer call() {
        Check.atLeast(1, answerTokens, "--answer-tokens");
        List<Conversation> conversations = first(data.read());
        List<Conversation> others = unseen == null ? List.of() : first(LlavaConversations.read(unseen, data.images()));
        Map<String, Interval> figures;
        try (LlavaFolder folder = LlavaFolder.open(model)) {
            SampleEncoder encoder = folder.encoder(data.template());
            List<PicturedSample> samples = samples(conversations, encoder, folder.processor());
            List<PicturedSample> strangers = samples(others, encoder, folder.processor());
            try (Engine engine = computing.open();
                    LlavaModel llava = folder.load(engine)) {
                Optional<LoraAdapter> attached = Optional.ofNullable(adapter)
                        .map(path -> PeftAdapter.attach(path, llava, engine.pool(), LlavaModel::currentName));
                try (LlavaTrainee trainee = LlavaTrainee.of(llava, engine, List.of())) {
                    List<TokenReadings> readings = TokenReadings.of(trainee, samples);
                    figures = figures(conversations, readings, answers(conversations, samples, llava, engine, encoder));
                    if (!others.isEmpty()) {
                        membership(figures, conversations, readings, others, TokenReadings.of(trainee, strangers));
                    }
                } finally {
                    attached.ifPresent(LoraAdapter::close);
                }
            }
        }
        figures.forEach((name, interval) -> System.out.printf(
                Locale.ROOT,
                "%-32s %10.4g  [%.4g, %.4g]  of %d%n",
                name,
                interval.value(),
                interval.low(),
                interval.high(),
                interval.samples()));
        if (out != null) Json.write(out, json(figures));
        return 0;
    }

    /** The first question of each with its answer. */
    private static List<Conversation> first(List<Conversation> conversations) {
        return conversations.stream()
                .map(each -> {
                    boolean pictured = each.turns().get(0).text().contains(Conversation.IMAGE);
                    return new Conversation(
                            each.id(),
                            pictured ? each.pictures() : List.of(),
                            each.turns().subList(0, 2));
                })
                .toList();
    }

    private List<PicturedSample> samples(
            List<Conversation> conversations, SampleEncoder encoder, ImageProcessor processor) {
        List<EncodedSample> encoded = conversations.stream()
                .map(each -> encoder.encode(each, what.concept(), what.matching()))
                .toList();
        for (EncodedSample each : encoded) {
            if (each.labelled() < 2) throw new BadData("sample \"" + each.id() + "\"", "has an answer without words");
        }
        return LlavaFolder.withPictures(encoded, processor);
    }

    private List<String> answers(
            List<Conversation> conversations,
            List<PicturedSample> samples,
            LlavaModel llava,
            Engine engine,
            SampleEncoder encoder) {
        Generator generator = Generator.of(llava, engine, encoder);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Conversation asked = conversations.get(i);
            Conversation question =
                    new Conversation(asked.id(), asked.pictures(), asked.turns().subList(0, 1));
            int[] answer = generator.generate(
                    encoder.question(question),
                    samples.get(i).pixels(),
                    Sampling.greedy(),
                    answerTokens,
                    token -> true);
            answers.add(encoder.tokenizer().decode(answer).strip());
        }
        return answers;
    }

    private Map<String, Interval> figures(
            List<Conversation> conversations, List<TokenReadings> readings, List<String> answers) {
        Concept concept = what.concept();
        Map<String, Interval> figures = new LinkedHashMap<>();
        double[] ofConcept = losses(readings, true);
        double[] ofRest = losses(readings, false);
        put(figures, "conceptual knowledge", losses -> Math.exp(-mean(losses)), ofConcept);
        put(figures, "natural knowledge", losses -> Math.exp(-mean(losses)), ofRest);
        put(figures, "perplexity of the rest", losses -> Math.exp(mean(losses)), ofRest);
        each(figures, "probability of the answer", readings, reading -> Math.exp(-reading.meanLoss()));
        each(figures, "forget rate", answers, answer -> Naming.exact(concept, answer) ? 0 : 1);
        each(figures, "forget rate, fuzzy", answers, answer -> Naming.fuzzy(concept, answer) ? 0 : 1);
        double[] rouge = new double[answers.size()];
        for (int i = 0; i < rouge.length; i++) {
            rouge[i] = Rouge.l(conversations.get(i).turns().get(1).text(), answers.get(i))
                    .recall();
        }
        put(figures, "rouge-l recall", EvaluateCommand::mean, rouge);
        each(figures, "exact memorisation", readings, each -> Memorisation.exact(each.words(), each.likeliestWords()));
        each(
                figures,
                "extraction strength",
                readings,
                each -> Memorisation.extractionStrength(each.words(), each.likeliestWords()));
        Diversity pairs = Diversity.of(answers, 2);
        figures.put("distinct-2 of the answers", new Interval(pairs.share(), Double.NaN, Double.NaN, pairs.all()));
        return figures;
    }

    private static <T> void each(Map<String, Interval> figures, String name, List<T> of, ToDoubleFunction<T> figure) {
        put(
                figures,
                name,
                EvaluateCommand::mean,
                of.stream().mapToDouble(figure).toArray());
    }

    private static void put(Map<String, Interval> figures, String name, Interval.Figure figure, double... values) {
        if (values.length > 0) figures.put(name, Interval.of(figure, values, SEED));
    }

    private static double mean(double... values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }

    private static double[] losses(List<TokenReadings> readings, boolean concept) {
        return readings.stream().flatMapToDouble(each -> each.losses(concept)).toArray();
    }

    private static void membership(
            Map<String, Interval> figures,
            List<Conversation> members,
            List<TokenReadings> readings,
            List<Conversation> strangers,
            List<TokenReadings> others) {
        int size = readings.size() + others.size();
        figures.put(
                "membership by loss",
                auc(size, scores(readings, TokenReadings::meanLoss), scores(others, TokenReadings::meanLoss)));
        ToDoubleFunction<TokenReadings> minK = each -> Membership.minK(each.wordLogProbabilities(), MIN_K);
        figures.put("membership by min-k", auc(size, scores(readings, minK), scores(others, minK)));
        figures.put("membership by zlib", auc(size, zlib(members, readings), zlib(strangers, others)));
    }

    private static double[] scores(List<TokenReadings> readings, ToDoubleFunction<TokenReadings> score) {
        return readings.stream().mapToDouble(score).toArray();
    }

    private static double[] zlib(List<Conversation> conversations, List<TokenReadings> readings) {
        double[] scores = new double[readings.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Membership.zlib(
                    readings.get(i).meanLoss(),
                    conversations.get(i).turns().get(1).text());
        }
        return scores;
    }

    /** Smaller scores are likelier members. */
    private static Interval auc(int size, double[] members, double[] others) {
        double area = Auc.of(
                Arrays.stream(members).map(score -> -score).toArray(),
                Arrays.stream(others).map(score -> -score).toArray());
        return new Interval(area, Double.NaN, Double.NaN, size);
    }

    private static ObjectNode json(Map<String, Interval> figures) {
        ObjectNode root = Json.object();
        figures.forEach((name, interval) -> root.putObject(name)
                .put("value", interval.value())
                .put("low", interval.low())
                .put("high", interval.high())
                .put("samples", interval.samples()));
        return root;
    }
}
