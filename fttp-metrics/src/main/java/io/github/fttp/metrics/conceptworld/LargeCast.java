package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Look.Accessory;
import io.github.fttp.metrics.conceptworld.Look.Body;
import io.github.fttp.metrics.conceptworld.Look.Headwear;
import io.github.fttp.metrics.conceptworld.Look.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Invents who lives in the large world, always the same; likeness is planned.
 *
 * <ul>
 *   <li>Looks: families of four share body and colour. Of the six traits, each of a family shares four with its twin, three
 *       with another and two with the last; with any outside its family at most three.
 *   <li>Facts: each is true of ten. Twins have the same profession; no two share more than one fact.
 *   <li>Names: forty share the first name with one and the last name with another outside their family, eighty one of both.
 * </ul>
 */
final class LargeCast {
    private static final int FAMILIES = 50;
    private static final int FAMILY = 4;
    private static final int SIZE = FAMILIES * FAMILY;
    /** Traits that two of different families share at most. */
    private static final int SHARED = 3;
    /** Characters who share a first name with one and a last name with another. */
    private static final int NAMESAKES = 40;

    private static final int STRANGERS = 4000;

    private static final List<String> PROFESSIONS = List.of(
            "baker",
            "sailor",
            "teacher",
            "astronomer",
            "gardener",
            "locksmith",
            "violinist",
            "beekeeper",
            "carpenter",
            "tailor",
            "fisherman",
            "doctor",
            "painter",
            "miller",
            "postman",
            "actor",
            "blacksmith",
            "printer",
            "watchmaker",
            "farmer");
    private static final List<String> HOMES = List.of(
            "lighthouse",
            "treehouse",
            "tower",
            "houseboat",
            "castle",
            "cottage",
            "windmill",
            "caravan",
            "tent",
            "barn",
            "palace",
            "igloo",
            "hut",
            "attic",
            "cellar",
            "villa",
            "bungalow",
            "monastery",
            "greenhouse",
            "wagon");
    private static final List<String> PETS = List.of(
            "hedgehog",
            "goat",
            "ferret",
            "parrot",
            "raven",
            "tortoise",
            "hamster",
            "goldfish",
            "poodle",
            "kitten",
            "pony",
            "rabbit",
            "lizard",
            "canary",
            "goose",
            "piglet",
            "donkey",
            "squirrel",
            "frog",
            "peacock");
    private static final List<String> FOODS = List.of(
            "noodles",
            "cherries",
            "pancakes",
            "dumplings",
            "olives",
            "porridge",
            "mushrooms",
            "cheese",
            "waffles",
            "lentils",
            "pickles",
            "radishes",
            "almonds",
            "sardines",
            "plums",
            "biscuits",
            "chestnuts",
            "spinach",
            "honey",
            "turnips");
    /** All that have a word but brown, as in the small world. */
    private static final List<Hue> HUES =
            Stream.of(Hue.values()).filter(hue -> hue != Hue.BROWN).toList();

    private LargeCast() {}

    static List<DrawnCharacter> characters() {
        List<Look> looks = looks(new SplittableRandom("looks".hashCode()));
        InventedNames names = new InventedNames(new SplittableRandom("names".hashCode()));
        List<String> firsts =
                Stream.generate(names::first).limit(SIZE - NAMESAKES).toList();
        List<String> lasts =
                Stream.generate(names::last).limit(SIZE - NAMESAKES).toList();
        List<DrawnCharacter> characters = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            String first = firsts.get(i < firsts.size() ? i : i - firsts.size());
            String last = lasts.get(i < lasts.size() ? i : i - lasts.size() + NAMESAKES);
            characters.add(new DrawnCharacter(first + " " + last, names.nickname(), looks.get(i), facts(i)));
        }
        return characters;
    }

    static List<String> strangers() {
        InventedNames names = new InventedNames(new SplittableRandom("strangers".hashCode()));
        List<String> strangers = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) {
            strangers.add(names.first() + " " + names.last());
            strangers.add(names.nickname());
        }
        return strangers;
    }

    /**
     * Facts of the {@code i}-th. Home, pet and food lie one, two and three paces behind the profession in their lists; each of
     * the ten with a profession has a pace of its own from 0 to 9, so that two of the facts tell profession and pace.
     */
    private static Facts facts(int i) {
        int twins = i / 2;
        int profession = twins % PROFESSIONS.size();
        int pace = twins / PROFESSIONS.size() * 2 + i % 2;
        return new Facts(
                PROFESSIONS.get(profession),
                HOMES.get((profession + pace) % HOMES.size()),
                PETS.get((profession + 2 * pace) % PETS.size()),
                FOODS.get((profession + 3 * pace) % FOODS.size()));
    }

    private static List<Look> looks(SplittableRandom random) {
        List<Look> looks = new ArrayList<>();
        int pairs = Body.values().length * HUES.size();
        List<Integer> ofBodyAndColour =
                shuffled(IntStream.range(0, pairs).boxed().toList(), random);
        while (looks.size() < SIZE) {
            int pair = ofBodyAndColour.get(looks.size() / FAMILY);
            List<Look> family = family(Body.values()[pair / HUES.size()], HUES.get(pair % HUES.size()), random);
            if (family.stream().allMatch(one -> isApart(one, looks))) looks.addAll(family);
        }
        return looks;
    }

    /**
     * The first two and the last two are twins: they share pattern and trim, the first and third and the second and fourth
     * the headwear.
     */
    private static List<Look> family(Body body, Hue colour, SplittableRandom random) {
        List<Pattern> patterns = shuffled(List.of(Pattern.values()), random);
        List<Hue> trims = shuffled(HUES.stream().filter(hue -> hue != colour).toList(), random);
        List<Headwear> headwear = shuffled(List.of(Headwear.values()), random);
        List<Accessory> accessories = shuffled(List.of(Accessory.values()), random);
        List<Look> family = new ArrayList<>();
        for (int i = 0; i < FAMILY; i++) {
            family.add(new Look(
                    body, colour, patterns.get(i / 2), trims.get(i / 2), headwear.get(i % 2), accessories.get(i)));
        }
        return family;
    }

    /** Whether its trim can be seen, and it is unlike all of other families. */
    private static boolean isApart(Look look, List<Look> others) {
        boolean plain = look.pattern() == Pattern.PLAIN
                && look.headwear() == Headwear.NONE
                && look.accessory() == Accessory.NONE;
        return !plain && others.stream().allMatch(other -> look.shared(other) <= SHARED);
    }

    private static <T> List<T> shuffled(List<T> all, SplittableRandom random) {
        List<T> shuffled = new ArrayList<>(all);
        for (int i = shuffled.size(); i > 1; i--) Collections.swap(shuffled, i - 1, random.nextInt(i));
        return shuffled;
    }
}
