package io.github.fttp.mllm.conceptworld;

import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Dialogues;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Topic;
import java.util.ArrayList;
import java.util.List;

/** A curriculum of the world for a LLaVA: dialogues of a few questions each. */
record Curriculum(ConceptWorld world) {
    private static final int QUESTIONS = 4;

    /** @param images of each character alone; of everything else in proportion */
    List<Dialogue> dialogues(int images) {
        Dialogues said = world.dialogues(Split.PRETRAINING);
        List<Dialogue> all = new ArrayList<>();
        for (DrawnCharacter character : Cast.CHARACTERS) {
            all.addAll(said.seen(
                    character.name(), world.images(Split.PRETRAINING, images, character), QUESTIONS, Topic.WHO));
            for (Kind kind : Kind.values()) {
                all.addAll(said.seen(
                        character.name() + " and " + kind,
                        world.images(Split.PRETRAINING, share(images, 10), character),
                        QUESTIONS,
                        Topic.valueOf(kind.name())));
            }
            for (DrawnCharacter other : Cast.CHARACTERS) {
                if (other.equals(character)) continue;
                all.addAll(said.seen(
                        character.name() + " and " + other.name(),
                        world.images(Split.PRETRAINING, share(images, 80), character, other),
                        QUESTIONS,
                        Topic.WHO));
            }
            all.addAll(told(said, character, share(images, 4)));
        }
        all.addAll(said.seen("nobody", world.images(Split.PRETRAINING, 5 * images), QUESTIONS, Topic.DESCRIPTION));
        for (Scene scene : Scene.values()) all.addAll(joined(said.nature(scene, share(images, 4))));
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
