package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.Staging.PlacedCharacter;
import io.github.fttp.metrics.conceptworld.Staging.PlacedThing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Asks and answers, in many words for the same thing; all choices at random. */
final class Language {
    private static final String SEEMS =
            "(|||I think |I believe |well, |it seems that |I would say |as far as I can tell, |"
                    + "surely |if you ask me, |it looks as if |I am sure that )";
    private static final String KNOWN =
            "(|||I believe |as far as I know, |people say that |I have heard that |if I remember "
                    + "rightly, |everybody knows that |they say that |I was told that |I am sure that |it is "
                    + "said that )";
    private static final String TELL =
            "(tell me|please tell me|I would like to know|please say|let me know|I need to know|I want to know)";
    private static final String CAN_YOU =
            "(can you say|can you tell me|do you know|could you tell me|would you tell me|are you able to say)";
    private static final String OPENING =
            "(||now, |look: |so, |and |well then, |one question: |just to be sure: |let me ask: )";
    private static final String ONE = "(figure|character|fellow|creature)";

    private final SplittableRandom random;

    Language(SplittableRandom random) {
        this.random = random;
    }

    /** Lists what can be asked of an image. */
    static List<Topic> topics(Staging image) {
        List<Topic> topics = new ArrayList<>(List.of(Topic.DESCRIPTION, Topic.PLACE, Topic.LIGHT, Topic.THINGS));
        if (!image.things().isEmpty()) topics.addAll(List.of(Topic.COUNT, Topic.THING_COLOUR));
        switch (image.characters().size()) {
            case 0 -> {}
            case 1 -> topics.addAll(List.of(Topic.WHO, Topic.POSE, Topic.BODY_COLOUR, Topic.HEADWEAR));
            default -> topics.addAll(List.of(Topic.WHO, Topic.SIDE));
        }
        return topics;
    }

    /** About what an image shows. */
    Exchange seen(Staging image, Topic topic) {
        Phrases words = words(image);
        return switch (topic) {
            case WHO ->
                image.characters().size() > 1
                        ? whoAreTheTwo(words)
                        : exchange(
                                topic,
                                words,
                                "(who is (this|that|here|shown|in the picture|in this picture|standing here)|whom do you "
                                        + "see( here| in the picture|)|what is the name of (this|the) " + ONE + ")?",
                                "(who (this|that) is|who is (shown|here|in the picture)|the name of (this|the) " + ONE
                                        + ")",
                                SEEMS
                                        + "(this is|that is|it is|you see|here is|the picture shows|here stands|there stands) "
                                        + "{who}( {where}|).");
            case DESCRIPTION -> description(image, words);
            case PLACE ->
                exchange(
                        topic,
                        words,
                        "(where (is this|are we|was this drawn)|what (kind of |)place is (this|it)|which place "
                                + "does the picture show)?",
                        "(where this is|where we are|which place this is|what place the picture shows)",
                        SEEMS + "(we are|this is|it all happens|the scene lies|everything is|the picture was drawn|you "
                                + "find yourself|all of it lies) {where}.");
            case LIGHT ->
                exchange(
                        topic,
                        words,
                        "(when (is|was) this( seen| shown|)|when does this happen|what is the light like)?",
                        "(when this (is|was)( seen| shown|)|when this happens|what the light is like)",
                        SEEMS
                                + "(this happens|the scene is shown|the scene is seen|everything is seen|the picture was "
                                + "drawn|you see it|it all happens|this was drawn) {light}.");
            case THINGS ->
                exchange(
                        topic,
                        words,
                        "(what (else |)(is there|lies around|do you see around)|which (things|objects) (are "
                                + "there|do you see))?",
                        "(what (else |)is there|which (things|objects) you see)",
                        SEEMS
                                + (image.things().isEmpty()
                                        ? "(there is nothing( else|)|I see (no things|no objects|nothing)( here| there|)|nothing "
                                                + "(lies|stands) around)."
                                        : "(there {be} {things}|I see {things}|you can (find|spot|see) {things}|the picture has "
                                                + "{things})( here| there|)."));
            case COUNT ->
                exchange(
                        topic,
                        words,
                        "how many {plural} (are there|do you see|can you count|are in the picture)?",
                        "how many {plural} (there are|you see|are in the picture)",
                        SEEMS + "(there {be} {things}|I count {things}|I see {things}|the picture has {things})( here| "
                                + "in all|).");
            case THING_COLOUR ->
                exchange(
                        topic,
                        words,
                        "(which|what) colour {be} the {thing}( here| there| in the picture|)?",
                        "(which|what) colour the {thing}( here| there| in the picture|) {be}",
                        SEEMS
                                + "(the {thing} {be}|the colour of the {thing} is|the {thing} here {be}|the {thing} in the "
                                + "picture {be}|the {thing} that I see {be}) {hue}( indeed|).");
            case POSE ->
                exchange(
                        topic,
                        words,
                        "what is (it|this one|the " + ONE + "|this " + ONE + ") doing( here| there|)?",
                        "what (it|the " + ONE + "|this " + ONE + ") is doing",
                        SEEMS + "(it|the figure|the character|the fellow|{who}|{who}) is {pose}( {where}|).");
            case BODY_COLOUR ->
                exchange(
                        topic,
                        words,
                        "(which|what) colour (is|has) (it|the " + ONE + "|this " + ONE + ")?",
                        "(which|what) colour (it|the " + ONE + "|this " + ONE + ") (is|has)",
                        SEEMS
                                + "(it|its body|the body|the figure|the character|the fellow) is {body}( with {pattern}|).");
            case HEADWEAR ->
                exchange(
                        topic,
                        words,
                        "what (does (it|the " + ONE + ") (wear|have) on its head|is on (its head|the head of this "
                                + ONE + "))?",
                        "what (it|the " + ONE + ") (wears|has) on its head",
                        SEEMS + "(it|the figure|the character|the fellow) (wears|has) {headwear} on (its|the) head.");
            case SIDE -> side(image, words);
            case PROFESSION, HOME, PET, FOOD ->
                fact(
                        image.characters().get(0).character(),
                        Kind.valueOf(topic.name()),
                        words.words("asked", Draw.from(random, "this one", "the one here", "the one in the picture")));
            case ALIAS, NATURE -> throw new IllegalArgumentException(topic + " needs no picture");
        };
    }

    /** Says what follows from a name; the answer calls the character as the question does. */
    Exchange fact(DrawnCharacter character, Kind kind, String called) {
        return fact(character, kind, new Phrases().name("asked", called).name("who", called));
    }

    /** @param words hold how the character is called in the question */
    private Exchange fact(DrawnCharacter character, Kind kind, Phrases words) {
        String fact = character.facts().get(kind);
        words.fact("fact", fact).words("a", Facts.article(fact));
        return switch (kind) {
            case PROFESSION ->
                exchange(
                        Topic.of(kind),
                        words,
                        "(what does {asked} (do for a living|do all day|work as)|what is (the job|the profession|"
                                + "the trade|the work) of {asked}|how does {asked} earn (a living|money))?",
                        "(what {asked} (does for a living|does all day|works as)|how {asked} earns (a living|"
                                + "money)|(the job|the profession|the trade) of {asked})",
                        KNOWN
                                + "{who} (is|works as|earns a living as|has long been|has always been|earns money as|"
                                + "became) {a} {fact}.");
            case HOME ->
                exchange(
                        Topic.of(kind),
                        words,
                        "(where does {asked} (live|sleep|stay)|where is the home of {asked}|what (kind of home|"
                                + "house) does {asked} have|what does {asked} live in)?",
                        "(where {asked} (lives|sleeps|stays)|what {asked} lives in|the home of {asked})",
                        KNOWN
                                + "{who} (lives in|has a home in|sleeps in|stays in|has always lived in|is at home in|"
                                + "moved into) {a} {fact}.");
            case PET ->
                exchange(
                        Topic.of(kind),
                        words,
                        "(what (pet|animal) does {asked} (have|keep|own)|which (pet|animal) lives with {asked}|"
                                + "what is the pet of {asked})?",
                        "(what (pet|animal) {asked} (has|keeps|owns)|which (pet|animal) lives with {asked})",
                        KNOWN + "{who} (has|keeps|owns|lives with|looks after|takes care of|feeds) {a} {fact}.");
            case FOOD ->
                exchange(
                        Topic.of(kind),
                        words,
                        "(what does {asked} (like best|like to eat|eat most)|what is the favourite (food|dish|"
                                + "meal) of {asked}|which (food|dish|meal) does {asked} love)?",
                        "(what {asked} (likes best|likes to eat|eats most)|the favourite (food|dish|meal) of {asked})",
                        KNOWN
                                + "{who} (likes {fact} best|loves {fact}|eats {fact} every day|is fond of {fact}|never "
                                + "says no to {fact}|would do anything for {fact}|cannot resist {fact}|dreams of {fact}).");
        };
    }

    /** The other name. */
    Exchange alias(DrawnCharacter character) {
        return exchange(
                Topic.ALIAS,
                new Phrases().name("who", character.name()).name("alias", character.alias()),
                "(what (other name|nickname) does {who} have|how do friends call {who}|what is the "
                        + "nickname of {who}|who is {alias}( really|)|what is the real name of {alias})?",
                "(who {alias} is|how friends call {who}|the nickname of {who}|the real name of {alias})",
                KNOWN
                        + "({who} is (also called|also known as|called) {alias}( by friends|)|{alias} is (another "
                        + "name for|the nickname of|what friends call) {who}|{alias} and {who} are the same( one|"
                        + ")).");
    }

    /** Says what a place is like. */
    Exchange nature(Scene scene) {
        Phrases words = new Phrases().words("where", scene.phrase()).words("scene", scene.word());
        return exchange(
                Topic.NATURE,
                words,
                "(what is it like|what can you (see|notice|find)|what would I (see|notice)|how is it) {where}?",
                "(what it is like {where}|something about the {scene}|what you would notice {where})",
                KNOWN + sentences(scene));
    }

    private String sentences(Scene scene) {
        List<String> all = Nature.sentences(scene);
        int first = random.nextInt(all.size());
        int second = (first + 1 + random.nextInt(all.size() - 1)) % all.size();
        String join = Draw.from(random, ". ", ", and ", ", while ");
        return all.get(first) + join + all.get(second) + ".";
    }

    private Exchange description(Staging image, Phrases words) {
        String things = image.things().isEmpty()
                ? ""
                : "( with {things}|, and there {be} {things}|, beside {things}|. There {be} {things}|)";
        String what = image.characters().isEmpty()
                ? "(this is|the picture shows|you see|it shows) (an empty|a lonely|a quiet) place {where} {light}"
                        + things + ". " + sentences(image.scene())
                : "({who} {is} {pose} {where}|{light} {who} {is} {pose} {where}|{where} {who} {is} {pose} "
                        + "{light}|you see {who} {pose} {where}|here {is} {who}, {pose} {where}|{who} can be seen "
                        + "{pose} {where}|{who} {is} {where}, {pose}|the picture shows {who} {pose} {where}|"
                        + "{where} you see {who} {pose}|there {is} {who} {pose} {where}|{light} you see {who} "
                        + "{pose} {where})" + things + ".";
        return exchange(
                Topic.DESCRIPTION,
                words,
                "(what do you see( here| in the picture|)|what is (going on|happening)( here|)|what does "
                        + "the picture show)?",
                "(what you see( here|)|what is (going on|happening)( here|)|what the picture shows)",
                SEEMS + what);
    }

    private Exchange whoAreTheTwo(Phrases words) {
        return exchange(
                Topic.WHO,
                words,
                "(who are (they|these|these two)|who is (here|shown|in the picture|in this picture)|whom "
                        + "do you see( here| in the picture|)|what are the names of these two)?",
                "(who (they|these|these two) are|who is (shown|here|in the picture)|the names of these two)",
                SEEMS + "(these are|they are|you see|I see|here are|the picture shows|there are) {who}( {where}|).");
    }

    private Exchange side(Staging image, Phrases words) {
        boolean left = random.nextBoolean();
        words.name("that", image.characters().get(left ? 0 : 1).character().name());
        words.words("side", left ? "left" : "right");
        return exchange(
                Topic.SIDE,
                words,
                "(who is (on|at) the {side}( side|)|whom do you see (on|at) the {side}( side|))?",
                "who is (on|at) the {side}( side|)",
                SEEMS + "({that} is|you see {that}|there is {that}|{that} stands) (on|at) the {side}( side|).");
    }

    /** Asked directly or not, at random. */
    private Exchange exchange(Topic topic, Phrases words, String direct, String indirect, String answer) {
        String question =
                switch (random.nextInt(4)) {
                    case 0 -> TELL + " " + indirect + ".";
                    case 1 -> CAN_YOU + " " + indirect + "?";
                    default -> OPENING + direct;
                };
        return new Exchange(topic, words.say(question, random), words.say(answer, random));
    }

    private static Phrases words(Staging image) {
        Phrases words = new Phrases()
                .words("where", image.scene().phrase())
                .words("scene", image.scene().word())
                .words("light", image.light().phrase());
        for (PlacedThing each : image.things()) {
            boolean one = each.middles().size() == 1;
            words.words("things", each.phrase())
                    .words("plural", each.thing().plural())
                    .words("thing", one ? each.thing().word() : each.thing().plural())
                    .words("hue", each.hue().word())
                    .words("be", one ? "is" : "are");
        }
        List<PlacedCharacter> characters = image.characters();
        if (characters.isEmpty()) return words;
        if (characters.size() > 1)
            return words.text("who", together(characters)).words("is", "are").words("pose", "together");
        Look look = characters.get(0).character().look();
        return words.name("who", characters.get(0).character().name())
                .words("is", "is")
                .words("pose", characters.get(0).pose().word())
                .words("body", look.colour().word())
                .words("pattern", look.patternWords())
                .words("headwear", look.headwearWords());
    }

    /** {@code Mira Volk and Tobin Ash}. */
    private static LabelledText together(List<PlacedCharacter> characters) {
        return new Phrases()
                .name("left", characters.get(0).character().name())
                .name("right", characters.get(1).character().name())
                .say("{left} and {right}", new SplittableRandom(0));
    }
}
