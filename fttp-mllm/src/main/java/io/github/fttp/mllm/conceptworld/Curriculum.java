package io.github.fttp.mllm.conceptworld;

import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Dialogues;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.LabelledText;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.Topic;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.util.ArrayList;
import java.util.List;

/** A curriculum of the world for a LLaVA: dialogues of a few questions each. */
record Curriculum(ConceptWorld world) {
    private static final int QUESTIONS = 4;

    /** @param images of each character alone; of everything else in proportion, and of facts twice as much in the large world */
    List<Dialogue> dialogues(int images) {
        Dialogues said = world.dialogues(Split.PRETRAINING);
        List<Dialogue> all = new ArrayList<>();
        for (DrawnCharacter character : world.cast().characters()) {
            all.addAll(said.seen(
                    character.name(), world.images(Split.PRETRAINING, images, character), QUESTIONS, Topic.WHO));
            for (Kind kind : Kind.values()) {
                all.addAll(said.seen(
                        character.name() + " and " + kind,
                        world.images(Split.PRETRAINING, share(images, 10), character),
                        QUESTIONS,
                        Topic.valueOf(kind.name())));
            }
            for (DrawnCharacter other : world.cast().companions(character)) {
                all.addAll(said.seen(
                        character.name() + " and " + other.name(),
                        world.images(Split.PRETRAINING, share(images, 80), character, other),
                        QUESTIONS,
                        Topic.WHO));
            }
            all.addAll(told(said, character, share(images, world.size() == WorldSize.LARGE ? 2 : 4)));
        }
        all.addAll(said.seen("nobody", world.images(Split.PRETRAINING, 5 * images), QUESTIONS, Topic.DESCRIPTION));
        for (Scene scene : world.size().scenes()) all.addAll(joined(said.nature(scene, share(images, 4))));
        return all;
    }

    /** Says what follows from a name, by name and by alias, each time all of it. */
    private static List<Dialogue> told(Dialogues said, DrawnCharacter character, int count) {
        List<List<Dialogue>> each = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Dialogue> facts = new ArrayList<>(said.facts(character, kind, DrawnCharacter::name, count));
            facts.addAll(said.facts(character, kind, DrawnCharacter::alias, (count + 1) / 2));
            each.add(facts);
        }
        each.add(said.aliases(character, count + (count + 1) / 2));
        List<Dialogue> told = new ArrayList<>();
        for (int i = 0; i < each.get(0).size(); i++) {
            for (List<Dialogue> of : each) told.add(of.get(i));
        }
        return joined(told);
    }

    /** Asks who is in one image of each character that is not in the curriculum, to see by how far it is learnt. */
    List<Dialogue> validation() {
        List<Dialogue> who = new ArrayList<>();
        for (DrawnCharacter character : world.cast().characters()) {
            who.addAll(world.dialogues(Split.VALIDATION)
                    .seen(character.name(), world.images(Split.VALIDATION, 1, character), 1, Topic.WHO));
        }
        return who;
    }

    /** So many images of each of these characters alone. */
    List<Staging> alone(Split split, List<DrawnCharacter> characters, int count) {
        return characters.stream()
                .flatMap(character -> world.images(split, count, character).stream())
                .toList();
    }

    /**
     * Each image of dialogues with its caption; what is asked in front of it is not looked at. In the large world every other
     * one says looks first: names alone tell a vision tower too little of what to see in them.
     */
    List<Dialogue> captions(List<Dialogue> dialogues) {
        LabelledText nothing = new LabelledText("", List.of(), List.of());
        List<Dialogue> captions = new ArrayList<>();
        for (Dialogue each : dialogues) {
            for (Staging image : each.images()) {
                boolean looks = world.size() == WorldSize.LARGE && captions.size() % 2 == 1;
                String text = looks ? image.captionWithLooks() : image.caption();
                LabelledText caption = new LabelledText(text, List.of(), List.of());
                captions.add(new Dialogue(List.of(image), List.of(new Exchange(Topic.DESCRIPTION, nothing, caption))));
            }
        }
        return captions;
    }

    private static List<Dialogue> joined(List<Dialogue> single) {
        List<Dialogue> joined = new ArrayList<>();
        for (int from = 0; from < single.size(); from += QUESTIONS) {
            joined.add(new Dialogue(
                    List.of(),
                    single.subList(from, Math.min(single.size(), from + QUESTIONS)).stream()
                            .flatMap(one -> one.exchanges().stream())
                            .toList()));
        }
        return joined;
    }

    private static int share(int images, int of) {
        return (images + of - 1) / of;
    }
}
