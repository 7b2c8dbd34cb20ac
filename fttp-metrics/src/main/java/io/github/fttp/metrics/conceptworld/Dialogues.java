package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Dialogues that are held in one part of the world. A question or an answer belongs to one part by its words alone, so that none of
 * what is asked in the end was ever pretrained.
 */
public final class Dialogues {
    /** Where sentences of the part are so few that none is found, the grammar has too little to say. */
    private static final int TRIES = 10_000;

    private final ConceptWorld world;
    private final Split split;

    Dialogues(ConceptWorld world, Split split) {
        this.world = world;
        this.split = split;
    }

    /**
     * About each image {@code exchanges} different topics: those wanted as far as they can be asked of it, then others.
     *
     * @param matter a name for these dialogues: others are drawn for another
     */
    public List<Dialogue> seen(String matter, List<Staging> images, int exchanges, Topic... wanted) {
        SplittableRandom random = world.random(split, "seen " + matter);
        Language language = new Language(random);
        List<Dialogue> dialogues = new ArrayList<>();
        for (Staging image : images) {
            List<Topic> open = new ArrayList<>(Language.topics(image));
            List<Topic> topics = new ArrayList<>();
            for (Topic topic : wanted) if (open.remove(topic) || topic.isFact()) topics.add(topic);
            while (topics.size() < exchanges && !open.isEmpty()) {
                topics.add(open.remove(random.nextInt(open.size())));
            }
            List<Topic> asked = new ArrayList<>(topics.subList(0, Math.min(exchanges, topics.size())));
            for (int i = asked.size(); i > 1; i--) Collections.swap(asked, i - 1, random.nextInt(i));
            dialogues.add(new Dialogue(
                    List.of(image),
                    asked.stream()
                            .map(topic -> admitted(() -> language.seen(image, topic)))
                            .toList()));
        }
        return dialogues;
    }

    /** {@code count} times one fact of a character, asked by the name that {@code called} gives. */
    public List<Dialogue> facts(
            DrawnCharacter character, Kind kind, Function<DrawnCharacter, String> called, int count) {
        String name = called.apply(character);
        Language language = language("the " + kind + " of " + name);
        return repeated(count, () -> language.fact(character, kind, name));
    }

    /** {@code count} times that a character has another name. */
    public List<Dialogue> aliases(DrawnCharacter character, int count) {
        Language language = language("the alias of " + character.name());
        return repeated(count, () -> language.alias(character));
    }

    /** {@code count} times what a kind of place is like. */
    public List<Dialogue> nature(Scene scene, int count) {
        Language language = language("nature of " + scene);
        return repeated(count, () -> language.nature(scene));
    }

    private Language language(String matter) {
        return new Language(world.random(split, matter));
    }

    private List<Dialogue> repeated(int count, Supplier<Exchange> exchange) {
        List<Dialogue> dialogues = new ArrayList<>();
        for (int i = 0; i < count; i++) dialogues.add(new Dialogue(List.of(), List.of(admitted(exchange))));
        return dialogues;
    }

    private Exchange admitted(Supplier<Exchange> drawn) {
        for (int i = 0; i < TRIES; i++) {
            Exchange exchange = drawn.get();
            if (isOurs(exchange.question()) && isOurs(exchange.answer())) return exchange;
        }
        throw new IllegalStateException("nothing to say in " + split + ", the last was " + drawn.get());
    }

    private boolean isOurs(LabelledText text) {
        return split.has(world.seed(), text.text());
    }
}
