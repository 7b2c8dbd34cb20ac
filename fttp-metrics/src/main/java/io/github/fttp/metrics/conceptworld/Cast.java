package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.io.BadData;
import java.util.List;

/**
 * The characters that live in a world.
 *
 * @param characters all of them
 */
public record Cast(List<DrawnCharacter> characters) {
    /** Distance of companions in the list. */
    private static final int AROUND = 12;
    /** Names that messages list. */
    private static final int LISTED = 24;

    public Cast {
        characters = List.copyOf(characters);
    }

    /**
     * Finds the character of a name.
     *
     * @throws BadData if nobody is
     */
    public DrawnCharacter named(String name) {
        return characters.stream()
                .filter(character -> character.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadData("concept", "nobody is called " + name + ", there are " + listed()));
    }

    private String listed() {
        String first = String.join(
                ", ",
                characters.stream().limit(LISTED).map(DrawnCharacter::name).toList());
        return characters.size() > LISTED ? first + " and " + (characters.size() - LISTED) + " others" : first;
    }

    /** Lists the others who share body and colour with one. */
    public List<DrawnCharacter> near(DrawnCharacter character) {
        return characters.stream()
                .filter(other -> !other.equals(character) && other.look().isNear(character.look()))
                .toList();
    }

    /** Lists the others who do not. */
    public List<DrawnCharacter> far(DrawnCharacter character) {
        return characters.stream()
                .filter(other -> !other.look().isNear(character.look()))
                .toList();
    }

    /** Lists those who are seen together with one: the others at most twelve places before or behind it in a circle of all. */
    public List<DrawnCharacter> companions(DrawnCharacter character) {
        int at = characters.indexOf(character);
        return characters.stream()
                .filter(other -> !other.equals(character))
                .filter(other -> around(characters.indexOf(other) - at) <= AROUND)
                .toList();
    }

    private int around(int places) {
        int forward = Math.floorMod(places, characters.size());
        return Math.min(forward, characters.size() - forward);
    }
}
