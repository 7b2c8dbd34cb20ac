package io.github.fttp.diffusion.data;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.diffusion.pipeline.CrossAttentionMaps;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.metrics.knowledge.UnseenSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images of a run, fitted to the size that the model trains at.
 *
 * @param forget with their masks
 * @param retain without, covering nothing; empty where none were given
 * @param unseen images that are not trained on, to measure on
 * @param trainedOn those of its sets of which some is trained on all the same
 * @param others concepts that some of it is of, each a {@linkplain DataSet#ofOther set}
 * @param heldOut how many of the others are among these, in words
 */
public record ImageData(
        List<TrainingImage> forget,
        List<TrainingImage> retain,
        Map<DataSet, List<TrainingImage>> unseen,
        Set<DataSet> trainedOn,
        List<Concept> others,
        String heldOut) {
    /**
     * Reads and fits images, of which none are held out.
     *
     * @param retain folders of images to keep; may be empty
     * @param vaeScaleFactor pixels of a latent cell, a side
     * @param needsMasks whether each image must have a mask; else those there are serve for measuring
     * @param warnings takes what is wrong with images, but for the last refusal, which is thrown
     * @throws BadData when an image, a mask or a prompt cannot be used, or there is none
     */
    public static ImageData read(
            Concept concept,
            ConceptImages images,
            List<RetainImages> retain,
            int vaeScaleFactor,
            boolean needsMasks,
            Consumer<String> warnings) {
        UnseenSets<Path> none = UnseenSets.<Path>every(0).share(0);
        return read(concept, images, retain, none, vaeScaleFactor, needsMasks, warnings);
    }

    /**
     * Reads likewise, with data to measure on.
     *
     * @param unseen folders of images that are not trained on, see {@link ConceptImages#of} and {@link RetainImages#in(Path)}, and
     *     the share of the others that is held out
     */
    public static ImageData read(
            Concept concept,
            ConceptImages images,
            List<RetainImages> retain,
            UnseenSets<Path> unseen,
            int vaeScaleFactor,
            boolean needsMasks,
            Consumer<String> warnings) {
        List<Concept> others = unseen.others(concept);
        Reader reader = new Reader(concept, images, images.size() / vaeScaleFactor, warnings);
        List<TrainingImage> all = reader.forget(needsMasks);
        List<TrainingImage> kept =
                retain.stream().flatMap(each -> reader.retain(each).stream()).toList();
        HeldOut fromForget = unseen.heldOut(all.size(), Role.GENERALITY);
        HeldOut fromRetain = unseen.heldOut(kept.size(), Role.RETAIN);
        unseen.inVain(fromForget, fromRetain).ifPresent(warnings);
        Map<DataSet, List<TrainingImage>> sets = new LinkedHashMap<>();
        unseen.given().forEach((set, folder) -> sets.put(set, reader.set(set.role(), folder, needsMasks)));
        if (!fromForget.isEmpty()) sets.put(HeldOut.set(Role.GENERALITY), fromForget.held(all));
        if (!fromRetain.isEmpty()) sets.put(HeldOut.set(Role.RETAIN), fromRetain.held(kept));
        List<TrainingImage> forget = new ArrayList<>(fromForget.training(all));
        if (images.flips()) List.copyOf(forget).forEach(each -> forget.add(each.flipped()));
        List<TrainingImage> training = fromRetain.training(kept);
        warnOfLearnt(training, concept, warnings);
        return new ImageData(
                forget,
                training,
                sets,
                trainedOn(sets, forget, training, warnings),
                others,
                HeldOut.words(fromForget, fromRetain));
    }

    /** Warns of images to keep that name the concept: a run would learn what it is to forget. */
    private static void warnOfLearnt(List<TrainingImage> kept, Concept concept, Consumer<String> warnings) {
        List<String> naming = kept.stream()
                .filter(image -> !concept.occurrences(image.prompt()).isEmpty())
                .map(TrainingImage::name)
                .toList();
        if (naming.isEmpty()) return;
        warnings.accept("prompts of images to keep name \"" + concept.name() + "\", which is trained, not forgotten: "
                + ImagePrompts.some(naming));
    }

    /** Finds images in sets to measure on that are trained on, whatever their files are called, and warns of them. */
    private static Set<DataSet> trainedOn(
            Map<DataSet, List<TrainingImage>> sets,
            List<TrainingImage> forget,
            List<TrainingImage> retain,
            Consumer<String> warnings) {
        if (sets.isEmpty()) return Set.of();
        Set<String> trained = Stream.concat(forget.stream(), retain.stream())
                .map(TrainingImage::digest)
                .collect(Collectors.toSet());
        Set<DataSet> found = new LinkedHashSet<>();
        sets.forEach((set, images) -> {
            List<String> among = images.stream()
                    .filter(image -> trained.contains(image.digest()))
                    .map(TrainingImage::name)
                    .toList();
            if (among.isEmpty()) return;
            found.add(set);
            warnings.accept(among.size() + " of " + images.size() + " images of " + set + " are trained on ("
                    + ImagePrompts.some(among) + "): they do not tell what is known of unseen data");
        });
        return found;
    }

    /**
     * Takes the masks that the model finds, where that is asked for; else as it is.
     *
     * @throws BadData when a prompt does not name the concept, or a mask is uniform and that is refused
     */
    public ImageData masked(Concept concept, ConceptMasks masks, LoadedPipeline model) {
        if (!(masks instanceof ConceptMasks.CrossAttention found)) return this;
        Map<DataSet, List<TrainingImage>> sets = new LinkedHashMap<>();
        unseen.forEach(
                (set, images) -> sets.put(set, set.role().forgets() ? masked(images, concept, found, model) : images));
        return new ImageData(masked(forget, concept, found, model), retain, sets, trainedOn, others, heldOut);
    }

    private static List<TrainingImage> masked(
            List<TrainingImage> images, Concept concept, ConceptMasks.CrossAttention masks, LoadedPipeline model) {
        List<LatentSample> samples = TrainingImage.encoded(images, model);
        List<TrainingImage> found = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            TrainingImage image = images.get(i);
            int[] positions = model.tokenizers().positions(image.prompt(), concept);
            if (positions.length == 0) {
                throw new BadData(
                        image.name(), "its prompt \"" + image.prompt() + "\" does not name " + concept.name());
            }
            PixelMask mask = CrossAttentionMaps.of(model, samples.get(i)).mask(0, masks.threshold(), positions);
            LatentMask cells = masks.uniform().check(image.name(), LatentMask.of(mask));
            PixelMask whole = mask.resized(image.seen().width(), image.seen().height());
            found.add(image.masked(whole, cells));
        }
        return found;
    }

    /** Reads images at one size. */
    private record Reader(Concept concept, ConceptImages images, int cells, Consumer<String> warnings) {
        List<TrainingImage> forget(boolean needsMasks) {
            ImageFolder folder = ImageFolder.of(images.folder());
            warnOfMasks(folder);
            if (!(images.masks() instanceof ConceptMasks.Drawn drawn)) {
                return all(folder, Map.of(), MaskSettings.beside());
            }
            MaskSettings settings = drawn.settings();
            if (!needsMasks) return all(folder, settings.readIfAny(images.folder(), warnings), settings);
            List<MaskedImage> masked = ofLabel(settings.read(images.folder(), warnings), drawn).stream()
                    .sorted(Comparator.comparing(image -> name(image.namedImage(), settings)))
                    .toList();
            List<Path> named = masked.stream().map(MaskedImage::namedImage).toList();
            List<Path> all = Stream.concat(folder.images().stream(), named.stream())
                    .distinct()
                    .sorted(Comparator.comparing(image -> name(image, settings)))
                    .toList();
            List<String> prompts = prompts(named, all);
            List<TrainingImage> read = new ArrayList<>();
            for (int i = 0; i < masked.size(); i++) {
                read.add(image(masked.get(i), settings, drawn.uniform(), prompts.get(i)));
            }
            return read;
        }

        /** The images that have a shape of the label that is asked for; of others all masks are empty. */
        private List<MaskedImage> ofLabel(List<MaskedImage> masked, ConceptMasks.Drawn drawn) {
            String label = drawn.settings().label();
            if (label.isEmpty() || drawn.uniform() == UniformMasks.ALLOWED) return masked;
            Map<Boolean, List<MaskedImage>> byOthers = masked.stream()
                    .collect(Collectors.partitioningBy(image -> image instanceof MaskedImage.Annotated
                            && !image.labels().contains(label)));
            List<MaskedImage> others = byOthers.get(true);
            if (!others.isEmpty()) {
                warnings.accept(images.folder() + ": not used, since no shape of theirs has the label \"" + label
                        + "\": "
                        + ImagePrompts.some(
                                others.stream().map(MaskedImage::imageName).toList()));
            }
            return byOthers.get(false);
        }

        /**
         * An image's path below the folder that it lies in. Images are in the order of these: prompts are dealt out to them so, and
         * masks may be named otherwise, or have an order of their own.
         */
        private Path name(Path image, MaskSettings settings) {
            return Stream.concat(Stream.of(images.folder()), settings.files().stream())
                    .filter(image::startsWith)
                    .findFirst()
                    .map(folder -> folder.relativize(image))
                    .orElse(image);
        }

        /** All images of the folder, whether they have masks or not. */
        private List<TrainingImage> all(ImageFolder folder, Map<Path, MaskedImage> masks, MaskSettings settings) {
            Set<Path> all = new LinkedHashSet<>(folder.images());
            Set<Path> within = new LinkedHashSet<>();
            // Images within annotations, which may stand in for files that cannot be read.
            masks.forEach((file, masked) -> {
                if (!file.equals(masked.namedImage())) all.remove(masked.namedImage());
                all.add(file);
                within.add(masked.namedImage());
            });
            folder.warnOfUnread(within, warnings);
            warnOfImages(folder);
            if (all.isEmpty()) throw folder.none();
            Function<Path, Path> named =
                    file -> masks.containsKey(file) ? masks.get(file).namedImage() : file;
            List<Path> files = all.stream()
                    .sorted(Comparator.comparing(file -> name(named.apply(file), settings)))
                    .toList();
            List<Path> names = files.stream().map(named).toList();
            List<String> prompts = prompts(names, names);
            List<TrainingImage> read = new ArrayList<>();
            for (Path file : files) {
                String prompt = prompts.get(read.size());
                read.add(
                        masks.containsKey(file)
                                ? image(masks.get(file), settings, UniformMasks.ALLOWED, prompt)
                                : image(file, prompt));
            }
            return read;
        }

        private List<String> prompts(List<Path> files, List<Path> all) {
            List<String> prompts = images.prompts().of(concept, files, all, warnings);
            if (prompts.stream().allMatch(text -> concept.occurrences(text).isEmpty())) {
                warnings.accept("concept \"" + concept.name() + "\" occurs in no prompt of the images");
            }
            return prompts;
        }

        List<TrainingImage> retain(RetainImages retain) {
            ImageFolder folder = ImageFolder.of(retain.folder());
            warnOfMasks(folder);
            warnOfImages(folder);
            List<Path> files = folder.images();
            if (files.isEmpty()) throw folder.none();
            folder.warnOfUnread(Set.of(), warnings);
            List<String> prompts = retain.prompts().of(concept, files, warnings);
            List<TrainingImage> read = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) read.add(image(files.get(i), prompts.get(i)));
            return read;
        }

        private void warnOfMasks(ImageFolder folder) {
            List<String> masks = folder.doubtfulMasks();
            if (!masks.isEmpty()) {
                warnings.accept(folder.path() + ": taken for masks by their names, not for images: "
                        + ImagePrompts.some(masks));
            }
        }

        /** Says which images may be none, where all of a folder are read. */
        private void warnOfImages(ImageFolder folder) {
            List<String> images = folder.namedAsMasks().stream()
                    .map(each -> folder.path().relativize(each).toString())
                    .toList();
            if (!images.isEmpty()) {
                warnings.accept(folder.path() + ": taken for images, though they are named like masks of others: "
                        + ImagePrompts.some(images));
            }
        }

        /** Images of another folder, of the concept or not. */
        List<TrainingImage> set(Role role, Path folder, boolean needsMasks) {
            if (!role.forgets()) return retain(RetainImages.in(folder));
            return new Reader(concept, images.of(folder), cells, warnings).forget(needsMasks);
        }

        private TrainingImage image(MaskedImage image, MaskSettings settings, UniformMasks uniform, String prompt) {
            PixelMask whole = settings.mask(image);
            Geometry geometry = processor().geometry();
            LatentMask onLatent =
                    uniform.check(image.file(), settings.cells(whole, settings.ignored(image), geometry, cells));
            return image(image.imageName(), image.image(), whole.through(geometry), onLatent, prompt);
        }

        /** An image of which nothing is covered, or not yet. */
        private TrainingImage image(Path file, String prompt) {
            return image(
                    file.getFileName().toString(),
                    Images.read(file, Decoding.REFERENCE.upright()),
                    PixelMask.empty(images.size(), images.size()),
                    LatentMask.of(cells, cells, new float[cells * cells]),
                    prompt);
        }

        private TrainingImage image(String name, Image whole, PixelMask mask, LatentMask onLatent, String prompt) {
            Image seen = processor().fit(whole);
            Framing framing = framing(processor().geometry(), whole);
            return new TrainingImage(name, seen, processor().normalize(seen), framing, mask, onLatent, prompt);
        }

        private Framing framing(Geometry geometry, Image whole) {
            return new Framing(
                    whole.height(),
                    whole.width(),
                    geometry.cropTop(whole.width(), whole.height()),
                    geometry.cropLeft(whole.width(), whole.height()),
                    images.size(),
                    images.size());
        }

        private ImageProcessor processor() {
            return images.fit().processor(images.size());
        }
    }
}
