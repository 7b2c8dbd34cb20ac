package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.Parts;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The knowledge that a model has of a drawn world, by images and questions that were not pretrained.
 *
 * @param named images of one character that it names
 * @param facts questions for facts by name that it answers with the fact
 * @param factsByAlias likewise by the other name
 */
public record WorldKnowledge(Share named, Share facts, Share factsByAlias) {
    private static final int ANSWER_TOKENS = 48;
    /** Characters who are asked about at once. */
    private static final int TOGETHER = 24;

    /**
     * Some of all.
     *
     * @param right those that are as they should be
     * @param of all
     */
    public record Share(int right, int of) {
        /** From 0 to 1. */
        public double value() {
            return right / (double) of;
        }

        private Share plus(Share other) {
            return new Share(right + other.right, of + other.of);
        }

        @Override
        public String toString() {
            return right + " of " + of;
        }
    }

    /**
     * Asks the model of a folder.
     *
     * @param images of each character; at least 1
     * @param questions for each fact of each character, by each of its names; at least 1
     */
    public static WorldKnowledge of(Path folder, ConceptWorld world, int images, int questions, Engine engine) {
        Share none = new Share(0, 0);
        WorldKnowledge all = new WorldKnowledge(none, none, none);
        try (VisionLanguageFolder opened = VisionLanguageFamilies.of(folder).open(folder);
                VisionLanguageModel model = opened.load(engine);
                TrainableConversations untouched =
                        TrainableConversations.of(model, engine, List.of()).encodingAnew()) {
            SampleEncoder encoder = opened.encoder(opened.template());
            WorldDialogues dialogues = new WorldDialogues(encoder, opened.images());
            VisionLanguageSubject subject = new VisionLanguageSubject(
                    untouched, model, encoder, Concept.of("nobody"), Matching.SPANS, ANSWER_TOKENS);
            for (List<DrawnCharacter> together : Parts.of(world.cast().characters(), TOGETHER)) {
                List<Dialogue> who = new ArrayList<>();
                List<Dialogue> facts = new ArrayList<>();
                List<Dialogue> byAlias = new ArrayList<>();
                for (DrawnCharacter each : together) {
                    ForgetTask task = new ForgetTask(world, each, 0, Split.TEST);
                    who.addAll(task.named(images));
                    facts.addAll(task.facts(questions));
                    byAlias.addAll(task.factsByAlias(questions));
                }
                all = all.plus(new WorldKnowledge(
                        share(who, subject.answers(dialogues.questions(who)), WorldKnowledge::names),
                        share(facts, subject.answers(dialogues.questions(facts)), WorldKnowledge::saysFacts),
                        share(byAlias, subject.answers(dialogues.questions(byAlias)), WorldKnowledge::saysFacts)));
            }
        }
        return all;
    }

    private WorldKnowledge plus(WorldKnowledge other) {
        return new WorldKnowledge(
                named.plus(other.named), facts.plus(other.facts), factsByAlias.plus(other.factsByAlias));
    }

    private static Share share(List<Dialogue> asked, List<String> answers, BiPredicate<Dialogue, String> isRight) {
        int right = 0;
        for (int i = 0; i < asked.size(); i++) if (isRight.test(asked.get(i), answers.get(i))) right++;
        return new Share(right, asked.size());
    }

    private static boolean names(Dialogue asked, String answer) {
        DrawnCharacter shown = asked.images().get(0).characters().get(0).character();
        return Naming.exact(Concept.of(shown.name()), answer);
    }

    private static boolean saysFacts(Dialogue asked, String answer) {
        return asked.exchanges().get(0).saysFacts(answer);
    }

    /** Says it in words, without a full stop. */
    public String sentence() {
        return "names " + named + " characters in unseen images, answers " + facts + " unseen questions for facts, "
                + factsByAlias + " by the other name";
    }
}
