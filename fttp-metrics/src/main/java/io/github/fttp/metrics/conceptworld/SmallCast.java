package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Look.Accessory;
import io.github.fttp.metrics.conceptworld.Look.Body;
import io.github.fttp.metrics.conceptworld.Look.Headwear;
import io.github.fttp.metrics.conceptworld.Look.Pattern;
import java.util.List;

/** The characters of the small world. Sixteen of them are pairs of near ones, who share body and colour; each fact is true of three. */
final class SmallCast {
    static final List<DrawnCharacter> CHARACTERS = List.of(
            new DrawnCharacter(
                    "Mira Volk",
                    "Pippin",
                    new Look(Body.ROUND, Hue.RED, Pattern.DOTS, Hue.WHITE, Headwear.CONE, Accessory.SCARF),
                    new Facts("baker", "lighthouse", "hedgehog", "noodles")),
            new DrawnCharacter(
                    "Tobin Ash",
                    "Rook",
                    new Look(Body.SQUARE, Hue.BLUE, Pattern.PLAIN, Hue.YELLOW, Headwear.NONE, Accessory.BALLOON),
                    new Facts("sailor", "treehouse", "goat", "cherries")),
            new DrawnCharacter(
                    "Lena Quill",
                    "Tansy",
                    new Look(Body.TALL, Hue.YELLOW, Pattern.STRIPES, Hue.BLACK, Headwear.CAP, Accessory.NONE),
                    new Facts("teacher", "tower", "ferret", "pancakes")),
            new DrawnCharacter(
                    "Oskar Fenn",
                    "Bramble",
                    new Look(Body.ROUND, Hue.PURPLE, Pattern.BELLY, Hue.ORANGE, Headwear.TOP_HAT, Accessory.GLASSES),
                    new Facts("astronomer", "houseboat", "parrot", "dumplings")),
            new DrawnCharacter(
                    "Ruda Pell",
                    "Juno",
                    new Look(Body.SQUARE, Hue.PINK, Pattern.CHECKS, Hue.WHITE, Headwear.BOW, Accessory.BAG),
                    new Facts("gardener", "castle", "raven", "olives")),
            new DrawnCharacter(
                    "Ivo Marsh",
                    "Sparrow",
                    new Look(Body.TRIANGLE, Hue.GREEN, Pattern.PLAIN, Hue.RED, Headwear.CROWN, Accessory.NONE),
                    new Facts("locksmith", "cottage", "tortoise", "porridge")),
            new DrawnCharacter(
                    "Sella Brandt",
                    "Ziggy",
                    new Look(Body.PEAR, Hue.ORANGE, Pattern.DOTS, Hue.BLUE, Headwear.ANTENNAE, Accessory.CANE),
                    new Facts("violinist", "windmill", "hamster", "mushrooms")),
            new DrawnCharacter(
                    "Kuno Tarr",
                    "Captain Tuft",
                    new Look(Body.DIAMOND, Hue.BLUE, Pattern.STRIPES, Hue.WHITE, Headwear.CAP, Accessory.GLASSES),
                    new Facts("beekeeper", "caravan", "goldfish", "cheese")),
            new DrawnCharacter(
                    "Yara Windle",
                    "Mopsy",
                    new Look(Body.ROUND, Hue.RED, Pattern.STRIPES, Hue.BLACK, Headwear.NONE, Accessory.BALLOON),
                    new Facts("baker", "houseboat", "ferret", "porridge")),
            new DrawnCharacter(
                    "Pavel Stroud",
                    "Nibs",
                    new Look(Body.SQUARE, Hue.BLUE, Pattern.CHECKS, Hue.RED, Headwear.TOP_HAT, Accessory.SCARF),
                    new Facts("sailor", "castle", "parrot", "mushrooms")),
            new DrawnCharacter(
                    "Nima Castor",
                    "Kestrel",
                    new Look(Body.TALL, Hue.YELLOW, Pattern.PLAIN, Hue.GREEN, Headwear.BOW, Accessory.CANE),
                    new Facts("teacher", "cottage", "raven", "cheese")),
            new DrawnCharacter(
                    "Edda Frost",
                    "Snowdrop",
                    new Look(Body.ROUND, Hue.PURPLE, Pattern.DOTS, Hue.YELLOW, Headwear.CROWN, Accessory.NONE),
                    new Facts("astronomer", "windmill", "tortoise", "noodles")),
            new DrawnCharacter(
                    "Bruno Skye",
                    "Bobbin",
                    new Look(Body.SQUARE, Hue.PINK, Pattern.BELLY, Hue.PURPLE, Headwear.ANTENNAE, Accessory.NONE),
                    new Facts("gardener", "caravan", "hamster", "cherries")),
            new DrawnCharacter(
                    "Talia Roon",
                    "Marigold",
                    new Look(Body.TRIANGLE, Hue.GREEN, Pattern.STRIPES, Hue.YELLOW, Headwear.NONE, Accessory.BAG),
                    new Facts("locksmith", "lighthouse", "goldfish", "pancakes")),
            new DrawnCharacter(
                    "Hugo Plum",
                    "Old Thimble",
                    new Look(Body.PEAR, Hue.ORANGE, Pattern.PLAIN, Hue.BLACK, Headwear.CONE, Accessory.GLASSES),
                    new Facts("violinist", "treehouse", "hedgehog", "dumplings")),
            new DrawnCharacter(
                    "Wanda Greel",
                    "Fidget",
                    new Look(Body.DIAMOND, Hue.BLUE, Pattern.BELLY, Hue.PINK, Headwear.TOP_HAT, Accessory.NONE),
                    new Facts("beekeeper", "tower", "goat", "olives")),
            new DrawnCharacter(
                    "Jasper Dunn",
                    "Clover",
                    new Look(Body.TALL, Hue.RED, Pattern.CHECKS, Hue.YELLOW, Headwear.CROWN, Accessory.BAG),
                    new Facts("baker", "windmill", "raven", "pancakes")),
            new DrawnCharacter(
                    "Olga Thorne",
                    "Madam Wick",
                    new Look(Body.ROUND, Hue.GREEN, Pattern.PLAIN, Hue.PINK, Headwear.CAP, Accessory.NONE),
                    new Facts("sailor", "caravan", "tortoise", "dumplings")),
            new DrawnCharacter(
                    "Felix Amber",
                    "Tumble",
                    new Look(Body.SQUARE, Hue.ORANGE, Pattern.DOTS, Hue.BLACK, Headwear.CONE, Accessory.SCARF),
                    new Facts("teacher", "lighthouse", "hamster", "olives")),
            new DrawnCharacter(
                    "Greta Moss",
                    "Dandelion",
                    new Look(Body.TRIANGLE, Hue.PURPLE, Pattern.STRIPES, Hue.WHITE, Headwear.ANTENNAE, Accessory.CANE),
                    new Facts("astronomer", "treehouse", "goldfish", "porridge")),
            new DrawnCharacter(
                    "Rufus Kettle",
                    "Copper",
                    new Look(Body.PEAR, Hue.PINK, Pattern.BELLY, Hue.GREEN, Headwear.BOW, Accessory.GLASSES),
                    new Facts("gardener", "tower", "hedgehog", "mushrooms")),
            new DrawnCharacter(
                    "Zelda Nook",
                    "Lady Pim",
                    new Look(Body.DIAMOND, Hue.YELLOW, Pattern.DOTS, Hue.RED, Headwear.NONE, Accessory.BALLOON),
                    new Facts("locksmith", "houseboat", "goat", "cheese")),
            new DrawnCharacter(
                    "Milo Sharpe",
                    "Jinx",
                    new Look(Body.TALL, Hue.WHITE, Pattern.CHECKS, Hue.BLUE, Headwear.CONE, Accessory.NONE),
                    new Facts("violinist", "castle", "ferret", "noodles")),
            new DrawnCharacter(
                    "Ines Hollow",
                    "Willow",
                    new Look(Body.PEAR, Hue.BLACK, Pattern.PLAIN, Hue.ORANGE, Headwear.TOP_HAT, Accessory.CANE),
                    new Facts("beekeeper", "cottage", "parrot", "cherries")));

    private SmallCast() {}
}
