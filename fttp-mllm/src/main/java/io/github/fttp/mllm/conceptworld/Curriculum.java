package io.github.fttp.mllm.conceptworld;

import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Dialogues;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.Figure;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Topic;
import java.util.ArrayList;
import java.util.List;

/** What a LLaVA is pretrained of the world: dialogues of a few questions each. */
record Curriculum(ConceptWorld world) {
    private static final int QUESTIONS = 4;

    /** @param images of each character alone; of everything else in proportion */
    List<Dialogue> dialogues(int images) {
        Dialogues said = world.dialogues(Split.TEACHING);
        List<Dialogue> all = new ArrayList<>();
        for (Figure figure : Cast.FIGURES) {
            all.addAll(said.seen(figure.name(), world.images(Split.TEACHING, images, figure), QUESTIONS, Topic.WHO));
            for (Kind kind : Kind.values()) {
                all.addAll(said.seen(
                        figure.name() + " and " + kind,
                        world.images(Split.TEACHING, share(images, 10), figure),
                        QUESTIONS,
                        Topic.valueOf(kind.name())));
            }
            for (Figure other : Cast.FIGURES) {
                if (other.equals(figure)) continue;
                all.addAll(said.seen(
                        figure.name() + " and " + other.name(),
                        world.images(Split.TEACHING, share(images, 80), figure, other),
                        QUESTIONS,
                        Topic.WHO));
            }
            all.addAll(told(said, figure, share(images, 4)));
        }
        all.addAll(said.seen("nobody", world.images(Split.TEACHING, 5 * images), QUESTIONS, Topic.DESCRIPTION));
        for (Scene scene : Scene.values()) all.addAll(joined(said.nature(scene, share(images, 4))));
        return all;
    }

    /** What follows from a name, by name and by alias, each time all of it. */
    private static List<Dialogue> told(Dialogues said, Figure figure, int count) {
        List<List<Dialogue>> each = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Dialogue> facts = new ArrayList<>(said.facts(figure, kind, Figure::name, count));
            facts.addAll(said.facts(figure, kind, Figure::alias, (count + 1) / 2));
            each.add(facts);
        }
        each.add(said.aliases(figure, count + (count + 1) / 2));
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
