package io.github.fttp.metrics.image;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.train.Memory;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Networks that say what drawn images show: classifiers, CLIP, and one that makes features to compare them with real images by.
 * Each is opened when its turn comes and closed again, one after the other. Immutable.
 */
public final class ImageNetworks {
    /** The fewest images of a set that has a distance to another. */
    public static final int FEWEST = 2;

    private final Set<Requirement> meets;
    private final List<Viewer> viewers;
    private final Map<String, Object> settings;

    /** One of them. */
    private interface Viewer {
        /** Looks whether it can be used, before anything is drawn; at an image as they will be. */
        void check(Engine engine, Image trial);

        /** Opens it, has it look at what models drew, and closes it. */
        void view(Engine engine, List<Observations<ImageObservation>> drawn);
    }

    private ImageNetworks(Set<Requirement> meets, List<Viewer> viewers, Map<String, Object> settings) {
        this.meets = Set.copyOf(meets);
        this.viewers = List.copyOf(viewers);
        this.settings = settings;
    }

    /** None at all. */
    public static ImageNetworks none() {
        return new ImageNetworks(Set.of(), List.of(), Map.of());
    }

    private ImageNetworks with(Requirement met, Object named, Viewer viewer) {
        Set<Requirement> all = EnumSet.of(met);
        all.addAll(meets);
        List<Viewer> longer = new ArrayList<>(viewers);
        longer.add(viewer);
        Map<String, Object> described = new LinkedHashMap<>(settings);
        described.put(met.name().toLowerCase(Locale.ROOT).replace('_', ' '), named);
        return new ImageNetworks(all, longer, described);
    }

    /**
     * Adds a classifier of the concept's domain, whose labels prompts name.
     *
     * @param name stands in reports
     * @param open makes it, to be tried and again to look; it is closed behind either if it can be
     */
    public ImageNetworks classifier(String name, Supplier<? extends ImageClassifier> open) {
        return with(
                Requirement.CLASSIFIER,
                name,
                opened(open, ImageClassifier::classify, classifier -> observed -> observed.classifiedBy(classifier)));
    }

    /** Adds a classifier of another domain, likewise. */
    public ImageNetworks crossClassifier(String name, Supplier<? extends ImageClassifier> open) {
        return with(
                Requirement.CROSS_CLASSIFIER,
                name,
                opened(
                        open,
                        ImageClassifier::classify,
                        classifier -> observed -> observed.crossClassifiedBy(classifier)));
    }

    /** Adds a CLIP folder of Hugging Face: how well images show what their prompts say. */
    public ImageNetworks clip(Path folder) {
        return with(Requirement.CLIP, folder, new ClipViewer(folder, loaded -> observed -> observed.scoredBy(loaded)));
    }

    /** Adds a folder of real images, which drawn ones are compared with by the features of CLIP. */
    public ImageNetworks realByClip(Path real, Path clip) {
        RealImages images = new RealImages(real);
        Viewer viewer = new ClipViewer(clip, loaded -> {
            double[][] features = loaded.images(images.files(), RealImages::read);
            return observed -> observed.comparedBy(loaded::images, features);
        });
        return with(Requirement.REAL_IMAGES, images, images.before(viewer));
    }

    /**
     * Adds a folder of real images, which drawn ones are compared with by the features of a network.
     *
     * @param open see {@link #classifier}
     */
    public ImageNetworks real(Path real, Supplier<? extends ImageEncoder> open) {
        RealImages images = new RealImages(real);
        Viewer viewer = opened(open, ImageEncoder::features, encoder -> {
            double[][] features = encoder.features(images.files(), RealImages::read);
            return observed -> observed.comparedBy(encoder, features);
        });
        return with(Requirement.REAL_IMAGES, images, images.before(viewer));
    }

    /** Names them, for a report. */
    public Map<String, Object> settings() {
        return settings;
    }

    /** The requirements of metrics that they meet. */
    public Set<Requirement> meets() {
        return meets;
    }

    /**
     * Looks whether all can be used: opens each, has it look at an image that shows nothing, and closes it.
     *
     * @param width of images that will be drawn
     * @param height likewise
     * @throws io.github.fttp.core.io.InputException naming the file that cannot
     */
    public void check(Engine engine, int width, int height) {
        Image trial = Image.filled(width, height, 0, 0, 0);
        viewers.forEach(each -> each.check(engine, trial));
    }

    /** Adds what they see to what models drew, model by model. */
    public List<Observations<ImageObservation>> view(Engine engine, List<Observations<ImageObservation>> drawn) {
        List<Observations<ImageObservation>> seen = new ArrayList<>(drawn);
        viewers.forEach(each -> each.view(engine, seen));
        return seen;
    }

    /** A function that a network adds to an observation. */
    private interface Looking<T> {
        UnaryOperator<ImageObservation> with(T network);
    }

    /** @param trial has the network look at an image: much of what can be wrong with it shows only then */
    private static <T> Viewer opened(
            Supplier<? extends T> open, BiConsumer<? super T, List<Image>> trial, Looking<T> looking) {
        return new Viewer() {
            @Override
            public void check(Engine engine, Image image) {
                T network = open.get();
                try {
                    trial.accept(network, List.of(image));
                } finally {
                    close(network);
                }
            }

            @Override
            public void view(Engine engine, List<Observations<ImageObservation>> drawn) {
                T network = open.get();
                try {
                    UnaryOperator<ImageObservation> more = looking.with(network);
                    drawn.replaceAll(each -> each.with(more));
                } finally {
                    close(network);
                }
            }
        };
    }

    private static void close(Object network) {
        if (!(network instanceof AutoCloseable closeable)) return;
        try {
            closeable.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** CLIP, which takes the engine that the models take. */
    private record ClipViewer(Path clip, Looking<Clip> looking) implements Viewer {
        @Override
        public void check(Engine engine, Image image) {
            try (ClipFolder folder = ClipFolder.open(clip)) {
                Memory.require(engine.pool(), folder.bytes(), "measuring by " + clip);
            }
        }

        @Override
        public void view(Engine engine, List<Observations<ImageObservation>> drawn) {
            try (ClipFolder folder = ClipFolder.open(clip);
                    Clip loaded = folder.load(engine)) {
                UnaryOperator<ImageObservation> more = looking.with(loaded);
                drawn.replaceAll(each -> each.with(more));
            }
        }
    }

    /** A folder of real images. */
    private record RealImages(Path folder) {
        List<Path> files() {
            return ImageFolder.of(folder).images();
        }

        static Image read(Path file) {
            return Images.read(file, Decoding.REFERENCE.upright());
        }

        @Override
        public String toString() {
            return files().size() + " in " + folder;
        }

        /** Looks at all of them first: one that is damaged must not be found out when all has been drawn. */
        Viewer before(Viewer viewer) {
            return new Viewer() {
                @Override
                public void check(Engine engine, Image image) {
                    List<Path> images = files();
                    if (images.size() < FEWEST) {
                        throw new BadData(folder, "holds " + images.size() + " images, expected at least " + FEWEST);
                    }
                    images.forEach(RealImages::read);
                    viewer.check(engine, image);
                }

                @Override
                public void view(Engine engine, List<Observations<ImageObservation>> drawn) {
                    viewer.view(engine, drawn);
                }
            };
        }
    }
}
