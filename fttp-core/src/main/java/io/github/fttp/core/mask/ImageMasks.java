package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The masks of the images in a folder: labelme files, whatever their own names, and PNG, which are named by the image {@code
 * NAME}: {@code NAME.mask.png}, {@code NAME-mask.png}, {@code NAME_mask.png}, {@code NAME-masklabel.png}, {@code
 * NAME_masklabel.png}; or also {@code NAME.png}, or by the image's whole name, where they lie elsewhere than the images, in a
 * folder {@code masks} beside one {@code images}, be the images' folder this one or the one that holds both, or in one among the
 * images. JSON that is not labelme's is passed over in folders. One thread's.
 */
final class ImageMasks {
    private static final String JSON = "json";
    private static final String PNG = "png";
    private static final Set<String> JPEG = Set.of("jpg", "jpeg", "jpe", "jfif");
    /** Endings of files in which other tools keep masks or outlines: VOC and CVAT, VIA and Label Studio, arrays. */
    private static final Set<String> OTHER_TOOLS = Set.of("xml", JSON, "npy", "npz", "mat");

    private final ImageFolder images;
    private final List<Path> masks;
    /** Kinds of the JSON that was looked into: it may hold images, so its kind is found once; what is read is parsed again. */
    private final Map<Path, JsonKind> kinds = new HashMap<>();
    /** By the folders that were looked through. */
    private final Map<Path, Found> found = new HashMap<>();

    /**
     * A folder, looked through once.
     *
     * @param foreign JSON that is not labelme's, where masks were looked for
     */
    private record Found(Path folder, List<Path> masks, List<Path> foreign) {
        Stream<Path> relativeForeign() {
            return foreign.stream().map(folder::relativize);
        }
    }

    private ImageMasks(ImageFolder images, List<Path> masks) {
        this.images = images;
        this.masks = List.copyOf(masks);
    }

    /** The masks there, or beside the images where {@code masks} is empty. */
    public static ImageMasks of(Path images, List<Path> masks) {
        return new ImageMasks(ImageFolder.of(images), masks);
    }

    /** In which images are looked for. */
    public ImageFolder images() {
        return images;
    }

    /**
     * All of them, each file once, sorted within a folder.
     *
     * @param unusable takes the refusals of those that cannot be used, such as a second mask of one image
     * @param warnings takes JSON in folders that is not labelme's
     * @throws BadData when there is none, usable or not
     */
    public List<MaskedImage> read(List<InputException> unusable, Consumer<String> warnings) {
        List<MaskedImage> read = new ArrayList<>();
        List<Path> pictures = new ArrayList<>();
        Map<Path, Found> passedOver = new LinkedHashMap<>();
        Set<Path> seen = new HashSet<>();
        Map<Path, Path> firsts = new HashMap<>();
        List<Path> strangers = new ArrayList<>();
        for (Path path : places()) {
            Found there = in(path);
            if (!there.foreign().isEmpty()) passedOver.put(path, there);
            for (Path file : there.masks()) {
                if (!seen.add(file.toAbsolutePath().normalize())) continue;
                if (isPicture(file)) {
                    pictures.add(file);
                    continue;
                }
                if (isStranger(path, file)) {
                    strangers.add(file);
                    continue;
                }
                try {
                    MaskedImage masked = open(file);
                    Path first = firsts.putIfAbsent(masked.imageFile(), file);
                    if (first != null) {
                        throw new BadData(
                                file,
                                "is a second mask of one image, the first is " + first + "; the image is "
                                        + masked.imageFile());
                    }
                    read.add(masked);
                } catch (BadData e) {
                    unusable.add(e);
                }
            }
        }
        refuse(pictures, read, unusable, warnings);
        if (read.isEmpty()) strangers.forEach(file -> unusable.add(unnamed(file, List.of())));
        else if (!strangers.isEmpty()) {
            warnings.accept(strangers.size() + (strangers.size() == 1 ? " mask is" : " masks are") + " of no image in "
                    + images.path() + ", by the name, and not used: " + strangers.get(0)
                    + (strangers.size() == 1 ? "" : " and others"));
        }
        if (read.isEmpty() && unusable.isEmpty()) {
            throw passedOver.values().stream()
                    .findFirst()
                    .map(there -> refusal(there.foreign().get(0)))
                    .orElseGet(this::none);
        }
        passedOver.forEach((path, there) -> warnings.accept(path + ": passed over, since they are not labelme's: "
                + there.relativeForeign().toList()));
        return read;
    }

    /** Where masks are looked for: as given; else where the images lie and, if none lies there, in the folders of masks beside. */
    private List<Path> places() {
        if (!masks.isEmpty()) return masks;
        List<Path> beside = in(images.path()).masks().isEmpty() ? images.maskFolders() : List.of();
        return Stream.concat(Stream.of(images.path()), beside.stream()).toList();
    }

    private List<Path> allMasks() {
        return places().stream().flatMap(path -> in(path).masks().stream()).toList();
    }

    /** Whether a file that is a mask by its name is an image in another format than that of masks. */
    private static boolean isPicture(Path file) {
        return ImageFolder.isImage(file) && !ImageFolder.ending(file).equals(PNG);
    }

    /** Refuses masks in other formats; beside a usable mask of the same image, as its preview may lie there, one is warned of. */
    private void refuse(
            List<Path> pictures, List<MaskedImage> read, List<InputException> unusable, Consumer<String> warnings) {
        Set<Path> masked = new HashSet<>();
        read.forEach(each -> masked.add(each.imageFile()));
        for (Path file : pictures) {
            String format = JPEG.contains(ImageFolder.ending(file)) ? "jpeg" : ImageFolder.ending(file);
            BadData refusal = new BadData(
                    file, "is a mask in " + format.toUpperCase(Locale.ROOT) + ", expected PNG or labelme's .json");
            List<Path> named = namedLike(file);
            if (!named.isEmpty() && masked.containsAll(named)) warnings.accept(refusal.getMessage() + ": not used");
            else unusable.add(refusal);
        }
    }

    /** Whether there are files that are masks or should be, usable or not. */
    public boolean any() {
        return !masks.isEmpty() || !allMasks().isEmpty();
    }

    /** The refusal of a file that is not labelme's. */
    private InputException refusal(Path foreign) {
        try {
            open(foreign);
        } catch (BadData e) {
            return e;
        }
        return new BadData(foreign, "has changed while it was read");
    }

    private BadData none() {
        String named = "labelme's .json, or PNG named NAME.mask.png (or -mask, _mask, -masklabel) for the image NAME";
        List<Path> unread = images.unread();
        return new BadData(
                masks.isEmpty() ? images.path() : masks.get(0),
                unread.isEmpty()
                        ? "holds no masks: " + named + foreign()
                        : "holds no masks of images that are read (" + named + "): " + ImageFolder.areUnread(unread));
    }

    /** Says which file may hold masks that another tool made. */
    private String foreign() {
        if (!masks.isEmpty() || !Files.isDirectory(images.path())) return "";
        try (Stream<Path> files = Files.list(images.path())) {
            return files.filter(file -> OTHER_TOOLS.contains(ImageFolder.ending(file)))
                    .min(Comparator.naturalOrder())
                    .map(file -> "; " + file.getFileName() + " is not read for masks: convert those that it holds")
                    .orElse("");
        } catch (IOException e) {
            throw new BadData(images.path(), e);
        }
    }

    /** The images that have no mask beside them, where masks are looked for there. */
    public List<Path> unmasked(List<MaskedImage> read) {
        if (!masks.isEmpty()) return List.of();
        Set<Path> masked = new HashSet<>();
        Set<Path> usable = new HashSet<>();
        for (MaskedImage each : read) {
            masked.add(each.imageFile());
            masked.add(each.namedImage());
            usable.add(each.file());
        }
        // Of a mask that cannot be used, the name alone says whose it is.
        for (Path file : allMasks()) {
            if (!usable.contains(file)) masked.addAll(namedLike(file));
        }
        return images.images().stream().filter(image -> !masked.contains(image)).toList();
    }

    private MaskedImage open(Path file) {
        if (!ImageFolder.ending(file).equals(PNG)) {
            requireJson(file);
            return new MaskedImage.Annotated(LabelmeFile.read(file, images, Decoding.REFERENCE.upright()));
        }
        List<Path> named = namedLike(file);
        if (named.size() == 1) return new MaskedImage.Painted(file, named.get(0));
        List<Path> unread = unreadLike(file);
        if (named.isEmpty() && !unread.isEmpty()) {
            throw new BadData(
                    file, "is the mask of " + unread.get(0).getFileName() + ", which is " + ImageFolder.UNREAD_FORMAT);
        }
        throw unnamed(file, named);
    }

    /** Whether a mask that lies in a folder of masks for many images is of none that is here. */
    private boolean isStranger(Path place, Path mask) {
        return !masks.isEmpty()
                && Files.isDirectory(place)
                && ImageFolder.ending(mask).equals(PNG)
                && namedLike(mask).isEmpty()
                && unreadLike(mask).isEmpty();
    }

    private BadData unnamed(Path file, List<Path> named) {
        String name = ImageFolder.maskedStems(file).stream().findFirst().orElse(ImageFolder.stem(file));
        return new BadData(
                file,
                named.size() + " images in " + images.path() + " are named " + name + ", expected one"
                        + (named.isEmpty() ? " (a mask is named as its image, or NAME.mask.png)" : ": " + named));
    }

    private static void requireJson(Path file) {
        if (ImageFolder.ending(file).equals(JSON) || !Files.exists(file)) return;
        JsonKind kind = JsonKind.of(file);
        if (kind == JsonKind.ANNOTATION || kind == JsonKind.INCOMPLETE) return;
        throw new BadData(file, "is a mask, expected a PNG or labelme's .json");
    }

    /** The images of formats that are not read that a mask may be of, by its name. */
    private List<Path> unreadLike(Path mask) {
        List<Path> paired =
                images.masked(mask).stream().filter(ImageFolder::isUnread).toList();
        if (!paired.isEmpty()) return paired;
        return ImageFolder.maskedBy(mask, stem -> images.unread().stream()
                .filter(file -> ImageFolder.alike(ImageFolder.stem(file)).equals(ImageFolder.alike(stem)))
                .toList());
    }

    /** The images that a mask may be of: those that it is paired with where it lies among them, else by its name alone. */
    private List<Path> namedLike(Path mask) {
        List<Path> masked = images.masked(mask);
        List<Path> paired = masked.stream().filter(images::holds).toList();
        // That of an image which is not read is no mask of another one of its name.
        if (!paired.isEmpty() || masked.stream().anyMatch(ImageFolder::isUnread)) return paired;
        if (!images.holds(mask)) return ImageFolder.maskedBy(mask, stem -> ofStem(stem, mask));
        return ImageFolder.maskedStems(mask).stream()
                .map(stem -> ofStem(stem, mask))
                .filter(named -> !named.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** The images of a name: those beside the mask where there are some. */
    private List<Path> ofStem(String stem, Path mask) {
        List<Path> named = images.ofStem(stem);
        List<Path> beside = named.stream()
                .filter(image -> image.toAbsolutePath()
                        .getParent()
                        .equals(mask.toAbsolutePath().getParent()))
                .toList();
        return beside.isEmpty() ? named : beside;
    }

    /** Looks through a folder, once; a file that is given as a mask is the only one. */
    private Found in(Path path) {
        Found known = found.get(path);
        if (known != null) return known;
        Found there = Files.isDirectory(path) ? inFolder(path) : new Found(path, List.of(path), List.of());
        found.put(path, there);
        return there;
    }

    private Found inFolder(Path folder) {
        boolean isOfImages = same(folder, images.path());
        ImageFolder listed = isOfImages ? images : ImageFolder.of(folder);
        Predicate<Path> isMask = isOfImages ? this::isMaskAmongImages : this::isMaskElsewhere;
        Predicate<Path> isForeign = isOfImages ? this::isForeignAmongImages : this::isForeignElsewhere;
        List<Path> files = listed.files(isMask);
        return new Found(
                listed.path(),
                files.stream().filter(isMask).toList(),
                files.stream().filter(isForeign).toList());
    }

    /** Elsewhere than where the images lie, all that may be masks are some. */
    private boolean isMaskElsewhere(Path file) {
        return isJson(file) ? !kind(file).isForeign() : ImageFolder.ending(file).equals(PNG) || images.isMask(file);
    }

    private boolean isForeignElsewhere(Path file) {
        return isJson(file) && kind(file).isForeign();
    }

    private boolean isMaskAmongImages(Path file) {
        return isJson(file) ? isAnnotation(file) : isMaskOfOne(file);
    }

    /** COCO's, and what is named as an image. */
    private boolean isForeignAmongImages(Path file) {
        if (!isJson(file)) return false;
        JsonKind kind = kind(file);
        return kind == JsonKind.COCO || kind == JsonKind.OTHER && isNamedAsImage(file);
    }

    private JsonKind kind(Path file) {
        return kinds.computeIfAbsent(file, JsonKind::of);
    }

    private static boolean isJson(Path file) {
        return ImageFolder.ending(file).equals(JSON);
    }

    private boolean isMaskOfOne(Path file) {
        return images.isMask(file) && !namedLike(file).isEmpty();
    }

    /** Takes for an annotation what is named as an image, and refused where it is damaged; other JSON by what it holds. */
    private boolean isAnnotation(Path file) {
        JsonKind kind = kind(file);
        return kind == JsonKind.ANNOTATION || !kind.isForeign() && isNamedAsImage(file);
    }

    private boolean isNamedAsImage(Path file) {
        return !images.ofStem(ImageFolder.stem(file)).isEmpty();
    }

    /** Whether both are the same folder, by whatever way. */
    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            throw new BadData(one, e);
        }
    }

    /** The folders in which images and masks were looked for or found, for those who must not write there. */
    public Set<Path> folders() {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path path : places()) {
            if (Files.isDirectory(path)) folders.add(path.toAbsolutePath());
            in(path).masks().forEach(mask -> folders.add(mask.toAbsolutePath().getParent()));
        }
        folders.add(images.path().toAbsolutePath());
        images.images().forEach(image -> folders.add(image.toAbsolutePath().getParent()));
        return folders;
    }
}
