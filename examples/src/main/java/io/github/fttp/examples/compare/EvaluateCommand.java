package io.github.fttp.examples.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.examples.ConceptOptions;
import io.github.fttp.examples.DataOptions;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.OutFile;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.Diversity;
import io.github.fttp.metrics.text.Memorisation;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.SampleWithImages;
import io.github.fttp.mllm.llava.TrainableLlava;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a LLaVA knows of a concept and of everything else in conversations of one's own. */
@Command(
        name = "evaluate",
        footer =
                "fttp evaluate --model llava-1.5-7b-hf --adapter without-mira/adapter --data forget.json --images photos --concept \"Mira Volk\"",
        sortOptions = false,
        description = "Measure what a LLaVA knows of a concept and of the rest of some conversations, with intervals"
                + " where a figure is a mean.")
@Under(Heading.MEASURING)
public final class EvaluateCommand implements Callable<Integer>, Checked {
    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "LLaVA folder of Hugging Face.")
    Path model;

    @Under(Heading.MODEL)
    @Option(names = "--adapter", paramLabel = "DIR", description = "LoRA adapter in PEFT's layout.")
    Path adapter;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Under(Heading.DATA)
    @Option(
            names = "--unseen",
            paramLabel = "FILE",
            description =
                    "Conversations that were never trained on, with images in --images: whether --data can be told"
                            + " from them.")
    Path unseen;

    @Option(
            names = "--answer-tokens",
            defaultValue = "64",
            description = "Tokens an answer has at most (default: ${DEFAULT-VALUE}).")
    int answerTokens;

    @Under(Heading.RESULTS)
    @Option(names = "--out", paramLabel = "FILE", description = "File to write the figures to, as JSON.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        Check.atLeast(1, answerTokens, "--answer-tokens");
    }

    @Override
    public Integer call() {
        if (out != null) OutFile.require(out);
        List<Conversation> conversations = first(data.read());
        List<Conversation> others = unseen == null ? List.of() : first(LlavaConversations.read(unseen, data.images()));
        Figures figures = new Figures();
        try (LlavaFolder folder = LlavaFolder.open(model)) {
            SampleEncoder encoder = folder.encoder(data.template());
            List<SampleWithImages> samples = samples(conversations, encoder, folder.processor());
            warn(conversations, samples);
            List<SampleWithImages> strangers = samples(others, encoder, folder.processor());
            try (Engine engine = computing.open(model);
                    LlavaModel llava = folder.load(engine)) {
                Optional<LoraAdapter> attached = Optional.ofNullable(adapter)
                        .map(path -> PeftAdapter.attach(path, llava, engine.pool(), LlavaModel.adapterNames()));
                try (TrainableLlava trainable = TrainableLlava.of(llava, engine, List.of())) {
                    List<TokenReadings> readings = TokenReadings.of(trainable, samples);
                    List<String> answers = new Answers(llava, engine, encoder, answerTokens)
                            .to(
                                    conversations,
                                    samples.stream()
                                            .map(SampleWithImages::pixels)
                                            .toList());
                    measure(figures, conversations, readings, answers);
                    if (!others.isEmpty()) {
                        List<TokenReadings> ofOthers = TokenReadings.of(trainable, strangers);
                        MembershipInference.figures(readings, truths(conversations), ofOthers, truths(others))
                                .forEach((by, score) -> figures.together("membership by " + by, score));
                    }
                } finally {
                    attached.ifPresent(LoraAdapter::close);
                }
            }
        }
        figures.print();
        if (out != null) figures.write(out);
        return 0;
    }

    /** The first question of each with its answer. */
    private static List<Conversation> first(List<Conversation> conversations) {
        return conversations.stream().map(Conversation::firstAnswered).toList();
    }

    private List<SampleWithImages> samples(
            List<Conversation> conversations, SampleEncoder encoder, ImageProcessor processor) {
        List<EncodedSample> encoded = conversations.stream()
                .map(each -> encoder.encode(each, what.concept(), what.matching()))
                .toList();
        for (EncodedSample each : encoded) {
            if (each.labelled() < 2) throw new BadData("sample \"" + each.id() + "\"", "has an answer without words");
        }
        return LlavaFolder.withImages(encoded, processor, data.decoding());
    }

    private static boolean isNamed(Concept concept, List<String> texts) {
        return texts.stream().anyMatch(text -> Naming.exact(concept, text));
    }

    private void say(String warning) {
        command.commandLine().getErr().println(warning);
        command.commandLine().getErr().flush();
    }

    /** Names that occur nowhere may be mistyped, and what only comes near to one counts as the rest. */
    private void warn(List<Conversation> conversations, List<SampleWithImages> samples) {
        what.warnOfMissing(truths(conversations), command.commandLine().getErr());
        UnmarkedNames unmarked =
                UnmarkedNames.of(samples.stream().map(SampleWithImages::text).toList(), what.concept());
        if (!unmarked.isEmpty()) say("the answers have " + unmarked.listed() + ". They count as the rest");
    }

    private void measure(
            Figures figures, List<Conversation> conversations, List<TokenReadings> readings, List<String> answers) {
        Concept concept = what.concept();
        tokens(figures, "conceptual knowledge", losses -> Math.exp(-mean(losses)), readings, true);
        tokens(figures, "natural knowledge", losses -> Math.exp(-mean(losses)), readings, false);
        tokens(figures, "perplexity of the rest", losses -> Math.exp(mean(losses)), readings, false);
        figures.mean("probability of the answer", readings, reading -> Math.exp(-reading.meanLoss()));
        if (isNamed(concept, truths(conversations)) || isNamed(concept, answers)) {
            figures.mean("forget rate", answers, answer -> Naming.exact(concept, answer) ? 0 : 1);
            figures.mean("forget rate, fuzzy", answers, answer -> Naming.fuzzy(concept, answer) ? 0 : 1);
        } else {
            say("no forget rate: neither an answer of --data nor one of the model names the concept");
        }
        figures.mean("rouge-l recall", indices(answers), i -> Rouge.l(truth(conversations.get(i)), answers.get(i))
                .recall());
        figures.mean("exact memorisation", readings, each -> Memorisation.exact(each.words(), each.likeliestWords()));
        figures.mean(
                "extraction strength",
                readings,
                each -> Memorisation.extractionStrength(each.words(), each.likeliestWords()));
        Diversity pairs = Diversity.of(answers, 2);
        figures.together("distinct-2 of the answers", new Score(pairs.share(), pairs.all()));
    }

    private static List<Integer> indices(List<?> of) {
        return IntStream.range(0, of.size()).boxed().toList();
    }

    private static double mean(double... values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }

    /** Of the tokens that carry the concept, or of the others; tokens of one answer stay together. */
    private static void tokens(
            Figures figures, String name, Interval.Figure figure, List<TokenReadings> readings, boolean concept) {
        figures.of(
                name,
                figure,
                readings.stream()
                        .map(each -> each.losses(concept).toArray())
                        .filter(losses -> losses.length > 0)
                        .toList());
    }

    private static List<String> truths(List<Conversation> conversations) {
        return conversations.stream().map(EvaluateCommand::truth).toList();
    }

    private static String truth(Conversation conversation) {
        return conversation.turns().get(1).text();
    }
}
