package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of images, found by name as others write names: exactly; else whatever upper and lower case, and whether accents
 * are letters of their own (Unicode composed or decomposed, as file systems differ); else in the subfolders, where a name in
 * several of them is told apart by the folders that are named with it. What stays ambiguous is refused.
 *
 * <p>Masks that lie beside the images are none, see {@link #isMask}. Folders whose names begin with a dot are not looked into, nor
 * is {@code __MACOSX}, and files that macOS leaves beside others ({@code ._NAME}) are not there. The folder is listed once.
 *
 * <p>Images of formats that are not read are none either, by their endings; {@link #warnOfUnread} and {@link #none} name them.
 */
public final class ImageFolder {
    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp");
    private static final String PNG = "png";
    /** Formats of images that are not read: TIFF, HEIF, AVIF, Netpbm, JPEG 2000 and JPEG XL. */
    private static final Set<String> UNREAD = Set.of(
            "tif", "tiff", "heic", "heif", "avif", "ppm", "pgm", "pbm", "pnm", "jp2", "j2k", "jpf", "jpx", "jxl");

    /** Endings of files that images are packed in when they are handed on. */
    private static final Set<String> PACKED =
            Set.of("parquet", "arrow", "tar", "gz", "tgz", "bz2", "xz", "zst", "zip", "7z", "rar");

    /** The words in which an image of such a format is refused or warned of. */
    static final String UNREAD_FORMAT = "of a format that is not read, expected PNG, JPEG, GIF, BMP or WebP";

    private static final String MASK = ".mask";
    /** Other endings that masks are named by; an image may end so as well. */
    private static final List<String> MASKS = List.of(MASK, "-masklabel", "_masklabel", "-mask", "_mask");

    /** How masks and maps are named elsewhere, behind the name of their image; in lower case. */
    private static final Pattern AS_MASK =
            Pattern.compile("(.+)[-_.](?:mask|seg|segmentation|matte|label|gt)[-_]?\\d*");

    /** Folders of masks that are called as their images, which lie in one of the others beside it. */
    private static final Set<String> MASK_FOLDERS = Set.of("masks", "mask");

    private static final Set<String> IMAGE_FOLDERS = Set.of("images", "image", "imgs", "img");

    private static final int DEEPEST = 16;

    private final Path folder;
    private final List<Entry> direct;
    /** Files of the subfolders; null until somebody looks there. */
    private List<Entry> below;
    /** Null until somebody asks, as are those below. */
    private List<Path> images;

    private Set<Path> imageSet;
    private Map<String, List<Path>> imagesByStem;
    private List<Path> unread;
    private List<Path> maskFolders;
    /** Images of any format by their {@link Entry#key()}, so that finding those of many masks does not compare each with each. */
    private Map<List<String>, List<Path>> directByKey;

    private Map<List<String>, List<Path>> belowByKey;

    /** A file with its path below the folder as it is compared. */
    private record Entry(Path file, List<String> names) {
        String name() {
            return names.get(names.size() - 1);
        }

        List<String> folders() {
            return names.subList(0, names.size() - 1);
        }

        /** The path below the folder without the file's ending, as it is compared. */
        List<String> key() {
            return keyed(folders(), stem(file));
        }
    }

    private ImageFolder(Path folder, List<Entry> direct) {
        this.folder = folder;
        this.direct = direct;
    }

    /**
     * Lists it.
     *
     * @throws BadData when there is no such folder, or it cannot be read
     */
    public static ImageFolder of(Path folder) {
        return new ImageFolder(folder, walk(folder, 1));
    }

    private List<Entry> below() {
        if (below == null) {
            below = walk(folder, DEEPEST).stream()
                    .filter(entry -> entry.names().size() > 1)
                    .toList();
        }
        return below;
    }

    private static List<Entry> walk(Path folder, int depth) {
        if (Files.isRegularFile(folder)) throw new BadData(folder, "is a file, expected a folder of images");
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = directory.equals(folder)
                            ? ""
                            : directory.getFileName().toString();
                    boolean hidden = name.startsWith(".") || name.equals("__MACOSX");
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // What macOS leaves beside a file on other systems is named ._ and as the file.
                    boolean hidden = file.getFileName().toString().startsWith("._");
                    if (attributes.isRegularFile() && !hidden) files.add(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(folder)) throw e;
                    return FileVisitResult.CONTINUE; // a subfolder that is not ours to read, or leads back up
                }
            });
        } catch (IOException e) {
            throw new BadData(folder, e);
        }
        return files.stream().sorted().map(file -> entry(folder, file)).toList();
    }

    private static Entry entry(Path folder, Path file) {
        List<String> names = new ArrayList<>();
        for (Path part : folder.relativize(file)) names.add(alike(part.toString()));
        return new Entry(file, names);
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    /** The images, by their paths; where the folder itself holds none, those of its subfolders. */
    public List<Path> images() {
        if (images == null) images = here(file -> isImage(file) && !isMask(file));
        return images;
    }

    /** Whether a file is one of the {@link #images}. */
    boolean holds(Path file) {
        if (imageSet == null) imageSet = new HashSet<>(images());
        return imageSet.contains(file);
    }

    /**
     * Images that are left out of {@link #images}, each with those that it is named as the mask of: somebody may have meant it
     * otherwise. Masks in PNG beside their images are not among them.
     */
    public List<String> doubtfulMasks() {
        boolean here = direct.stream().anyMatch(entry -> isImage(entry.file()));
        List<String> doubtful = new ArrayList<>();
        for (Entry entry : here ? direct : below()) {
            List<Path> masked = masked(entry.file());
            boolean isBeside =
                    ending(entry.file()).equals(PNG) && inMaskFolder(entry).isEmpty();
            if (masked.isEmpty() || isBeside) continue;
            doubtful.add(folder.relativize(entry.file()) + " (of " + folder.relativize(masked.get(0)) + ")");
        }
        return doubtful;
    }

    /** Those of the {@link #images} that are named as masks or maps of another, though not as masks are named here. */
    public List<Path> namedAsMasks() {
        Set<String> stems = new HashSet<>();
        images().forEach(image -> stems.add(alike(stem(image))));
        return images().stream()
                .filter(image -> {
                    Matcher named = AS_MASK.matcher(alike(stem(image)));
                    return ending(image).equals(PNG) && named.matches() && stems.contains(named.group(1));
                })
                .toList();
    }

    /** Images of formats that are not read, where images were looked for. */
    List<Path> unread() {
        if (unread == null) {
            List<Path> images = images();
            boolean hereOnly = !images.isEmpty() && images.get(0).getParent().equals(folder);
            unread = Stream.concat(direct.stream(), hereOnly ? Stream.of() : below().stream())
                    .map(Entry::file)
                    .filter(ImageFolder::isUnread)
                    .toList();
        }
        return unread;
    }

    /**
     * Names the images of formats that are not read, if there are some.
     *
     * @param known those for which another file stands in
     */
    public void warnOfUnread(Collection<Path> known, Consumer<String> warnings) {
        List<Path> unknown =
                unread().stream().filter(file -> !known.contains(file)).toList();
        if (!unknown.isEmpty()) warnings.accept(folder + ": " + areUnread(unknown));
    }

    /** The refusal of a folder without images; it names those of formats that are not read, else what they may be packed in. */
    public BadData none() {
        List<Path> unread = unread();
        if (!unread.isEmpty()) return new BadData(folder, "holds no images: " + areUnread(unread));
        List<Path> packed = here(file -> PACKED.contains(ending(file)));
        if (packed.isEmpty()) return new BadData(folder, "holds no images");
        String others = packed.size() > 1 ? " and " + (packed.size() - 1) + " more" : "";
        return new BadData(
                folder,
                "holds no images: " + folder.relativize(packed.get(0)) + others
                        + " may have some packed, give a folder with images as files");
    }

    /** Says that these are of formats that are not read. */
    static String areUnread(List<Path> files) {
        List<Path> names = files.stream().map(Path::getFileName).toList();
        return (names.size() == 1 ? names.get(0) + " is " : names + " are ") + UNREAD_FORMAT;
    }

    /** The files to look through for what is wanted: the folder's own where it is among them, else those of its subfolders too. */
    List<Path> files(Predicate<Path> wanted) {
        List<Path> here = direct.stream().map(Entry::file).toList();
        if (here.stream().anyMatch(wanted)) return here;
        return Stream.concat(here.stream(), below().stream().map(Entry::file)).toList();
    }

    private List<Path> here(Predicate<Path> wanted) {
        List<Path> found = direct.stream().map(Entry::file).filter(wanted).toList();
        return found.isEmpty()
                ? below().stream().map(Entry::file).filter(wanted).toList()
                : found;
    }

    /**
     * The files that a path written elsewhere names, by its last component: one, or several that cannot be told apart; none
     * where there is none.
     *
     * @param path with slashes or backslashes; where it begins does not matter
     */
    public List<Path> named(String path) {
        List<String> names = parts(path);
        if (names.isEmpty()) return List.of();
        String name = names.get(names.size() - 1);
        Path exact = folder.resolve(name);
        if (Files.isRegularFile(exact)) return List.of(exact);
        List<String> wanted = names.stream().map(ImageFolder::alike).toList();
        List<Entry> here = called(direct, wanted);
        if (!here.isEmpty()) return here.stream().map(Entry::file).toList();
        List<Entry> found = called(below(), wanted);
        int most = found.stream()
                .mapToInt(entry -> shared(entry.names(), wanted))
                .max()
                .orElse(0);
        return found.stream()
                .filter(entry -> shared(entry.names(), wanted) == most)
                .map(Entry::file)
                .toList();
    }

    /**
     * The files that a path names as it is written in another file: the one in this folder to which it leads from there, as labelme
     * writes them; else as {@link #named(String)}.
     */
    List<Path> named(String path, Path from) {
        Path led = inside(from.resolveSibling(path.replace('\\', '/')).normalize());
        return led != null && Files.isRegularFile(led) ? List.of(led) : named(path);
    }

    private static List<Entry> called(List<Entry> entries, List<String> path) {
        String name = path.get(path.size() - 1);
        return entries.stream().filter(entry -> entry.name().equals(name)).toList();
    }

    /** The images, masks aside, whose names without their endings are this one. */
    List<Path> ofStem(String stem) {
        if (imagesByStem == null) {
            imagesByStem = images().stream().collect(Collectors.groupingBy(image -> alike(stem(image))));
        }
        return exact(imagesByStem.getOrDefault(alike(stem), List.of()), stem);
    }

    /** The images whose names are exactly this one, or all where none is. */
    private static List<Path> exact(List<Path> named, String stem) {
        List<Path> exact =
                named.stream().filter(image -> stem(image).equals(stem)).toList();
        return exact.isEmpty() ? named : exact;
    }

    /**
     * Whether a file in this folder is the mask of an image: {@code NAME.mask.png}; or {@code NAME-mask.png}, {@code
     * NAME_mask.png}, {@code NAME-masklabel.png} or {@code NAME_masklabel.png} where there is an image {@code NAME} beside it; or,
     * named as that or as the image, whole or without its ending, in a folder {@code masks} beside {@code images}, which may be
     * this one, or among the images. One in another format that is named so is no image either, where the image {@code NAME} is
     * there.
     */
    public boolean isMask(Path file) {
        String stem = stem(file).toLowerCase(Locale.ROOT);
        boolean marked = ending(file).equals(PNG) && stem.endsWith(MASK) && stem.length() > MASK.length();
        return marked || !masked(file).isEmpty();
    }

    /**
     * The images, of any format, that an image in this folder or one of {@link #maskFolders} is named as the mask of, see {@link
     * #isMask}; none for what lies elsewhere.
     */
    List<Path> masked(Path file) {
        if (!isImage(file) || isAnnotated(file)) return List.of();
        Path inside = inside(file);
        if (inside == null) return inMaskFolderBeside(file);
        Entry mask = entry(folder, inside);
        Path beside = inside.getParent();
        List<Path> named = new ArrayList<>();
        for (String stem : maskedStems(inside)) {
            for (Path image : ofKey(keyed(mask.folders(), stem))) {
                if (Objects.equals(image.getParent(), beside)) named.add(image);
            }
        }
        return named.isEmpty() ? inMaskFolder(mask) : named;
    }

    /** Whether an image in another format than that of masks has an annotation of its own name: it is an image then. */
    private static boolean isAnnotated(Path image) {
        return !ending(image).equals(PNG) && Files.exists(image.resolveSibling(stem(image) + ".json"));
    }

    /** The images of a mask's name in a folder of images, where it lies in one of masks beside that or in the midst of them. */
    private List<Path> inMaskFolder(Entry mask) {
        for (int i = 0; i < mask.folders().size(); i++) {
            if (!MASK_FOLDERS.contains(mask.names().get(i))) continue;
            int at = i;
            List<Path> named = maskedBy(mask.file(), stem -> around(keyed(mask.folders(), stem), at));
            if (!named.isEmpty()) return named.stream().sorted().toList();
        }
        return List.of();
    }

    /** The images of a name in the folders of images beside a folder of masks, else in the one that this lies in. */
    private List<Path> around(List<String> key, int masks) {
        List<Path> named = new ArrayList<>();
        for (String images : IMAGE_FOLDERS) {
            key.set(masks, images);
            named.addAll(ofKey(key));
        }
        key.remove(masks);
        return named.isEmpty() ? ofKey(key) : named;
    }

    /** The images of a mask's name and folders, where it lies in one of {@link #maskFolders}. */
    private List<Path> inMaskFolderBeside(Path file) {
        Path there = file.toAbsolutePath().normalize();
        for (Path masks : maskFolders()) {
            if (!there.startsWith(masks)) continue;
            Entry mask = entry(masks, there);
            return maskedBy(file, stem -> exact(ofKey(keyed(mask.folders(), stem)), stem));
        }
        return List.of();
    }

    /**
     * The images that a file elsewhere than beside them is the mask of: that is called as they are or as masks beside them are,
     * without their ending, or by their whole name.
     *
     * @param ofStem finds images by their names without endings
     */
    static List<Path> maskedBy(Path mask, Function<String, List<Path>> ofStem) {
        for (String stem : maskStems(mask)) {
            List<Path> named = ofStem.apply(stem);
            if (!named.isEmpty()) return named;
        }
        Path whole = mask.resolveSibling(stem(mask));
        if (!isImage(whole) && !isUnread(whole)) return List.of();
        return ofStem.apply(stem(whole)).stream()
                .filter(image -> alike(image.getFileName().toString())
                        .equals(alike(whole.getFileName().toString())))
                .toList();
    }

    private List<Path> ofKey(List<String> key) {
        return (key.size() == 1 ? directByKey() : belowByKey()).getOrDefault(key, List.of());
    }

    /** The folders of masks beside this one, where it is called as one of images; else none. */
    List<Path> maskFolders() {
        if (maskFolders == null) {
            Path here = folder.toAbsolutePath().normalize();
            maskFolders = isCalled(here, IMAGE_FOLDERS) ? maskFolders(here.getParent()) : List.of();
        }
        return maskFolders;
    }

    private static List<Path> maskFolders(Path parent) {
        try (Stream<Path> beside = Files.list(parent)) {
            return beside.filter(path -> isCalled(path, MASK_FOLDERS) && Files.isDirectory(path))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // a folder around this one that is not ours to read
        }
    }

    private static boolean isCalled(Path folder, Set<String> names) {
        return folder.getFileName() != null
                && names.contains(alike(folder.getFileName().toString()));
    }

    /** A file by its path as the files here have theirs; null where it lies elsewhere. */
    private Path inside(Path file) {
        if (file.startsWith(folder)) return file;
        Path here = folder.toAbsolutePath().normalize();
        Path there = file.toAbsolutePath().normalize();
        return there.startsWith(here) ? folder.resolve(here.relativize(there)) : null;
    }

    private Map<List<String>, List<Path>> directByKey() {
        if (directByKey == null) directByKey = byKey(direct);
        return directByKey;
    }

    private Map<List<String>, List<Path>> belowByKey() {
        if (belowByKey == null) belowByKey = byKey(below());
        return belowByKey;
    }

    private static Map<List<String>, List<Path>> byKey(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> isImage(entry.file()) || isUnread(entry.file()))
                .collect(Collectors.groupingBy(Entry::key, Collectors.mapping(Entry::file, Collectors.toList())));
    }

    private static List<String> keyed(List<String> folders, String stem) {
        List<String> key = new ArrayList<>(folders);
        key.add(alike(stem));
        return key;
    }

    /** The names without endings that a file may be the mask of, by its own; none where it is not named as a mask. */
    static List<String> maskedStems(Path file) {
        String stem = stem(file);
        return MASKS.stream()
                .filter(suffix -> stem.toLowerCase(Locale.ROOT).endsWith(suffix) && stem.length() > suffix.length())
                .map(suffix -> stem.substring(0, stem.length() - suffix.length()))
                .toList();
    }

    /** Likewise of a file in a folder of masks, the likeliest first: its own, as it may be named as the image is, then those. */
    private static List<String> maskStems(Path file) {
        return Stream.concat(Stream.of(stem(file)), maskedStems(file).stream()).toList();
    }

    static boolean isImage(Path file) {
        return IMAGES.contains(ending(file));
    }

    /** Whether it is an image of a format that is not read, by its ending. */
    static boolean isUnread(Path file) {
        return UNREAD.contains(ending(file));
    }

    /** A file's name without its ending; the whole name where its only dot is in front. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** Gives the ending of a file's name in lower case, without its dot. */
    public static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The components of a path by whatever system. */
    private static List<String> parts(String path) {
        return Arrays.stream(path.split("[/\\\\]"))
                .filter(part -> !part.isBlank() && !part.equals(".") && !part.equals(".."))
                .toList();
    }

    /** How many components at the end of both are the same. */
    private static int shared(List<String> one, List<String> other) {
        int shared = 0;
        while (shared < one.size()
                && shared < other.size()
                && one.get(one.size() - 1 - shared).equals(other.get(other.size() - 1 - shared))) {
            shared++;
        }
        return shared;
    }

    /** A name as names are compared: whatever upper and lower case, accents composed. */
    public static String alike(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        return Normalizer.normalize(composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }
}
