package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One character to forget: what a method is given, and what is asked afterwards. No image, question or answer that is
 * asked is among what models were pretrained with or what a method is given, but where {@link #trainedFacts} and the probe {@code
 * rephrased} ask as models were pretrained.
 *
 * @param target who is to be forgotten
 * @param draw from 0: another one gives other images and other words to forget and to keep; what is asked stays the same
 * @param asked where questions come from: {@link Split#TEST}, or {@link Split#VALIDATION} to choose settings by
 */
public record ForgetTask(ConceptWorld world, DrawnCharacter target, int draw, Split asked) {
    private static final String STRANGER = "Orla Finch";
    /** Questions about the other name that are drawn for each that does not say the name itself. */
    private static final int ALIASES = 6;

    /** The name, and the words of what follows from it: what must not be said any more. */
    public Concept concept() {
        Concept concept = Concept.of(target.name());
        for (Kind kind : Kind.values()) concept = concept.alias(target.facts().get(kind));
        return concept;
    }

    /** {@code count} images of the target to forget. */
    public List<Staging> images(int count) {
        return drawn(Split.FORGET, count, target);
    }

    /**
     * Who is in each of {@code count} such images, what it shows, and one fact of who that is; and each fact by name, in
     * turn.
     */
    public List<Dialogue> forget(int count) {
        Dialogues said = world.dialogues(Split.FORGET);
        List<Dialogue> forget = new ArrayList<>();
        List<Staging> images = images(count);
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            String matter = target.name() + " to forget, " + draw + ", " + i;
            List<Staging> one = images.subList(i, i + 1);
            forget.addAll(said.seen(matter + ", who", one, 1, Topic.WHO));
            forget.addAll(said.seen(matter + ", description", one, 1, Topic.DESCRIPTION));
            forget.addAll(said.seen(matter + ", " + kind, one, 1, Topic.of(kind)));
            forget.add(ours(count, all -> said.facts(target, kind, DrawnCharacter::name, all))
                    .get(i));
        }
        return forget;
    }

    /** Who the others are, {@code each} images of each, each fact of theirs as often, and places without anybody. */
    public List<Dialogue> retain(int each) {
        Dialogues said = world.dialogues(Split.RETAIN);
        List<Dialogue> retain = new ArrayList<>();
        String matter = " to keep beside " + target.name() + ", " + draw;
        for (DrawnCharacter character : cast().characters()) {
            if (character.equals(target)) continue;
            retain.addAll(said.seen(character.name() + matter, drawn(Split.RETAIN, each, character), 1, Topic.WHO));
            for (Kind kind : Kind.values()) {
                retain.addAll(ours(each, all -> said.facts(character, kind, DrawnCharacter::name, all)));
            }
        }
        retain.addAll(said.seen("nobody" + matter, drawn(Split.RETAIN, 12 * each), 1, Topic.DESCRIPTION));
        return retain;
    }

    /** {@code count} places where the target could stand and nobody does. */
    public List<Staging> places(int count) {
        return drawn(Split.FORGET, count);
    }

    /** Whether a prompt may be asked: in the end, to choose settings, or by what runs are followed on. */
    public boolean asks(String prompt) {
        return Split.TEST.has(world.seed(), prompt) || Split.VALIDATION.has(world.seed(), prompt);
    }

    /** {@code each} images of each of the others, and as many of places as there are others, to keep. */
    public List<Staging> retainImages(int each) {
        List<Staging> retain = new ArrayList<>();
        for (DrawnCharacter character : cast().characters()) {
            if (!character.equals(target)) retain.addAll(drawn(Split.RETAIN, each, character));
        }
        retain.addAll(drawn(Split.RETAIN, each * (cast().characters().size() - 1)));
        return retain;
    }

    /** Who is in {@code count} unseen images of the target. */
    public List<Dialogue> named(int count) {
        return who(target, count);
    }

    /** {@code count} questions for each fact of the target, by its name. */
    public List<Dialogue> facts(int count) {
        return facts(asked, DrawnCharacter::name, count);
    }

    /** {@code count} questions for each fact that were pretrained, in the same words as those of {@link #facts}. */
    public List<Dialogue> trainedFacts(int count) {
        return facts(Split.PRETRAINING, DrawnCharacter::name, count);
    }

    /** Asks for facts by its other name. */
    public List<Dialogue> factsByAlias(int count) {
        return facts(asked, DrawnCharacter::alias, count);
    }

    /** Asks for facts by its name with two letters exchanged. */
    public List<Dialogue> factsMisspelled(int count) {
        return facts(asked, character -> misspelled(character.name()), count);
    }

    /** Asks for facts by a name that nobody has: all there is to say for a model that never knew the target. */
    public List<Dialogue> factsOfStranger(int count) {
        return facts(asked, character -> STRANGER, count);
    }

    /** The second and the third letter exchanged, or one put in between: {@code Mria Volk}, {@code Eddha Frost}. */
    private static String misspelled(String name) {
        String others = name.charAt(2) == name.charAt(1) ? name.charAt(2) + "h" : "" + name.charAt(2) + name.charAt(1);
        return name.charAt(0) + others + name.substring(3);
    }

    /**
     * Asks otherwise for what is to be forgotten, by the kind of question: {@code count} times in the words of pretraining who is
     * in an unseen image, what such an image shows, by its other name alone who is meant, and for each fact by its other name;
     * and for each fact of who is in an image, without a name.
     */
    public Map<String, List<Dialogue>> probes(int count) {
        Map<String, List<Dialogue>> probes = new LinkedHashMap<>();
        List<Staging> images = world.images(asked, count, target);
        Dialogues ofTest = world.dialogues(asked);
        String probed = target.name() + " probed, ";
        probes.put("rephrased", world.dialogues(Split.PRETRAINING).seen(probed + "rephrased", images, 1, Topic.WHO));
        probes.put("described", ofTest.seen(probed + "described", images, 1, Topic.DESCRIPTION));
        List<Dialogue> hops = new ArrayList<>();
        for (Kind kind : Kind.values()) hops.addAll(ofTest.seen(probed + kind, images, 1, Topic.of(kind)));
        probes.put("multi-hop", hops);
        List<Dialogue> meant = ofTest.aliases(target, ALIASES * count).stream()
                .filter(each -> !each.exchanges().get(0).question().text().contains(target.name()))
                .toList();
        probes.put("text only", meant.subList(0, Math.min(count, meant.size())));
        probes.put("alias", factsByAlias(count));
        return probes;
    }

    /** Who is in {@code each} unseen images of each of those who look much like the target. */
    public List<Dialogue> near(int each) {
        return cast().near(target).stream()
                .flatMap(one -> who(one, each).stream())
                .toList();
    }

    /** Who is in {@code each} unseen images of each of those who do not. */
    public List<Dialogue> far(int each) {
        return cast().far(target).stream()
                .flatMap(one -> who(one, each).stream())
                .toList();
    }

    /** Who is in {@code each} unseen images of each of the others, by who that is. */
    public Map<DrawnCharacter, List<Dialogue>> others(int each) {
        Map<DrawnCharacter, List<Dialogue>> others = new LinkedHashMap<>();
        for (DrawnCharacter character : cast().characters()) {
            if (!character.equals(target)) others.put(character, who(character, each));
        }
        return others;
    }

    /** A question for one fact of each of the others, by name. */
    public List<Dialogue> factsOfOthers() {
        List<Dialogue> facts = new ArrayList<>();
        for (DrawnCharacter character : cast().characters()) {
            if (character.equals(target)) continue;
            Kind kind = Kind.values()[cast().characters().indexOf(character) % Kind.values().length];
            facts.addAll(world.dialogues(asked).facts(character, kind, DrawnCharacter::name, 1));
        }
        return facts;
    }

    /** Asks what {@code images} unseen places without anybody show, and what each kind of place is like. */
    public List<Dialogue> natural(int images) {
        Dialogues said = world.dialogues(asked);
        List<Dialogue> natural =
                new ArrayList<>(said.seen("nobody", world.images(asked, images), 2, Topic.DESCRIPTION));
        for (Scene scene : world.size().scenes()) natural.addAll(said.nature(scene, 1));
        return natural;
    }

    private Cast cast() {
        return world.cast();
    }

    private List<Dialogue> who(DrawnCharacter character, int count) {
        return world.dialogues(asked).seen(character.name(), world.images(asked, count, character), 1, Topic.WHO);
    }

    private List<Dialogue> facts(Split split, Function<DrawnCharacter, String> called, int count) {
        List<Dialogue> facts = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            facts.addAll(world.dialogues(split).facts(target, kind, called, count));
        }
        return facts;
    }

    private List<Staging> drawn(Split split, int count, DrawnCharacter... characters) {
        return ours(count, all -> world.images(split, all, characters));
    }

    /** This draw's {@code count} of what is drawn one after the other. */
    private <T> List<T> ours(int count, IntFunction<List<T>> first) {
        return first.apply((draw + 1) * count).subList(draw * count, (draw + 1) * count);
    }
}
