package io.github.fttp.metrics.conceptworld;

import java.util.List;
import java.util.Locale;

/** Sizes of the world. What is drawn of one size does not depend on the others. */
public enum WorldSize {
    /** 24 characters whose names are of two words, and 12 places: for tests and a quick start. */
    SMALL(12),
    /** 200 characters, four with each body and colour, and 20 places: for results. */
    LARGE(20);

    private final List<Scene> scenes;

    WorldSize(int scenes) {
        this.scenes = List.of(Scene.values()).subList(0, scenes);
    }

    /** Lists its places. */
    public List<Scene> scenes() {
        return scenes;
    }

    /** Characters that live there. */
    public Cast cast() {
        return this == SMALL ? Casts.SMALL : Casts.LARGE;
    }

    /**
     * Invents names in the shapes that its characters' have and that nobody has, always the same: what a tokenizer knows of
     * names in general. None for the small world, where letters have to do.
     */
    public List<String> strangers() {
        return this == SMALL ? List.of() : LargeCast.strangers();
    }

    /** Its name, as in a setting. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Made when first asked for. */
    private static final class Casts {
        static final Cast SMALL = new Cast(SmallCast.CHARACTERS);
        static final Cast LARGE = new Cast(LargeCast.characters());
    }
}
