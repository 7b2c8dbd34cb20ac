package io.github.fttp.mllm;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.benchmark.BenchmarkFolder;
import io.github.fttp.metrics.benchmark.BenchmarkSet;
import io.github.fttp.metrics.benchmark.TextBenchmark;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.TextEvaluation;
import io.github.fttp.mllm.forget.Forgetting;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.generate.StreamedText;
import io.github.fttp.mllm.model.OpenModel;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A vision-language model, opened from a folder of Hugging Face: forgets, answers, and is written. Of which family it is stands
 * in the folder.
 *
 * <pre>{@code
 * try (VisionLanguage model = VisionLanguage.open(Path.of("llava-1.5-7b-hf"))) {
 *     Forgotten run = model.forget(Concept.of("Mira Volk").alias("Mira"), LlavaConversations.read(file, images))
 *             .with(new Fttp(0.3f, 1f))
 *             .train(Lora.rank(128).alpha(256))
 *             .optimizer(AdamW.rate(2e-4)).schedule(Schedule.cosine(0.03))
 *             .epochs(3).batch(2)
 *             .run();
 *     run.adapter().write(Path.of("without-mira/adapter"));
 *     run.report().write(Path.of("without-mira/report.html"));
 * }
 * }</pre>
 *
 * <p>Opening reads configuration and tokenizer and checks that weights fit; the engine starts and weights are read when they are
 * first needed. For one thread.
 */
public class VisionLanguage implements AutoCloseable {
    private final OpenModel open;

    /** For families that open their folders by themselves. */
    protected VisionLanguage(VisionLanguageFolder folder, Supplier<Engine> engine) {
        open = new OpenModel(folder, engine);
    }

    /**
     * Opens a folder; the fastest engine that loads computes.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    public static VisionLanguage open(Path folder) {
        return open(folder, () -> Engines.best().engine());
    }

    /**
     * Opens a folder with an engine of one's own, such as {@code () -> Engines.named("onednn", Precision.BFLOAT16)}.
     *
     * @param engine is called once, when something is to be computed; the engine is closed with this
     */
    public static VisionLanguage open(Path folder, Supplier<Engine> engine) {
        return new VisionLanguage(VisionLanguageFamilies.of(folder).open(folder), engine);
    }

    /** The folder: what the model is, without its weights. */
    public VisionLanguageFolder folder() {
        return open.folder();
    }

    /** Gives the engine that computes. */
    public Engine engine() {
        return open.engine();
    }

    /** The loaded model, which lives as long as this: for attacks and whatever else takes one. */
    public VisionLanguageModel model() {
        return open.model();
    }

    /** Forgetting a concept that these conversations name, to be described and run. */
    public Forgetting forget(Concept concept, List<Conversation> conversations) {
        return new Forgetting(open, concept, conversations);
    }

    /** Measuring what the model knows of a concept and of everything else, to be described and run. */
    public TextEvaluation evaluate(Concept concept) {
        return new TextEvaluation(open, concept);
    }

    /** Measuring what the model knows of a benchmark's questions, by its own metrics and all others; to be described and run. */
    public TextEvaluation evaluate(BenchmarkFolder benchmark) {
        TextBenchmark data = benchmark.text();
        // Where its names occur is in the benchmark's account, and that they do not in many sets is as it should be.
        TextEvaluation evaluation =
                evaluate(data.concept()).also(data.metrics()).warn(each -> {});
        for (BenchmarkSet each : data.sets()) {
            if (each.questions().isEmpty()) continue;
            evaluation.on(each.set(), benchmark.file(each), benchmark.images(), each.answerTokens());
        }
        return evaluation;
    }

    /**
     * Writes a folder like the one that was opened with the weights as they are now; {@link Forgotten#writeModel} writes those of
     * a run. It must not be there yet.
     *
     * <p>Adapters that were put on are merged into the weights for good.
     */
    public void write(Path folder) {
        open.write(folder);
    }

    /** Attaches an adapter in PEFT's layout, for as long as this is open. */
    public VisionLanguage adapter(Path folder) {
        open.adapter(folder);
        return this;
    }

    /**
     * How the model was trained to be asked.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint if its folder has a {@code chat_template} that is not known
     */
    public ChatTemplate template() {
        return open.folder().template();
    }

    /**
     * How the model is asked by somebody who says so.
     *
     * @param name of one of the family's templates; empty for the folder's own
     * @throws io.github.fttp.core.io.BadData if there is none such, with those that are
     */
    public ChatTemplate template(String name) {
        return open.folder().template(name);
    }

    /**
     * Answers a conversation's first question with the likeliest tokens.
     *
     * @param most tokens of the answer
     */
    public String answer(Conversation conversation, int most) {
        StringBuilder answer = new StringBuilder();
        prepare(conversation, SampleSettings.of(template())).answer(Sampling.greedy(), most, List.of(), answer::append);
        return answer.toString().strip();
    }

    /**
     * Prepares a conversation's first question as a prompt; its images are read, the model is not.
     *
     * @param settings the template, and how images are prepared
     */
    public PreparedPrompt prepare(Conversation conversation, SampleSettings settings) {
        Conversation question = conversation.firstQuestion();
        ImagePreparation preparation = settings.images(open.folder().images());
        List<PreparedImage> images = question.images().stream()
                .map(image -> SampleWithImages.image(image, preparation, settings.decoding()))
                .toList();
        return new PreparedPrompt(open, open.folder().encoder(settings.template()), question, images);
    }

    /** A prompt with its images, to be answered as often as one likes. */
    public static final class PreparedPrompt {
        private final OpenModel open;
        private final SampleEncoder encoder;
        private final Conversation question;
        private final List<PreparedImage> images;

        private PreparedPrompt(
                OpenModel open, SampleEncoder encoder, Conversation question, List<PreparedImage> images) {
            this.open = open;
            this.encoder = encoder;
            this.question = question;
            this.images = images;
        }

        /**
         * Answers piece by piece.
         *
         * @param most tokens of the answer
         * @param stops texts that end the answer
         * @param pieces is given the answer as it grows
         */
        public void answer(Sampling sampling, int most, List<String> stops, Consumer<String> pieces) {
            StreamedText text = new StreamedText(encoder.tokenizer(), stops, pieces);
            Generator.of(open.model(), open.engine(), encoder)
                    .generate(encoder.question(question), images, sampling, most, text);
            text.finish();
        }
    }

    /** Gives back all memory, the engine's too. */
    @Override
    public void close() {
        open.close();
    }
}
