package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.OVERALL;
import static io.github.fttp.metrics.DataSet.RETAIN;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.ImageObservation.Sight;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * UnlearnCanvas (Zhang et al. 2024): images of objects in styles, {@code STYLE/OBJECT/N.jpg}; a style or an object is erased, and
 * every object is drawn in every style, with five seeds.
 *
 * <p>UA is the share of the target's images in which the classifier of its domain does not find it, IRA the share of the other
 * images in which it finds what they should show, CRA the share of all images in which the other domain's classifier does.
 */
final class UnlearnCanvas implements Benchmark {
    private static final List<Long> SEEDS = List.of(188L, 288L, 588L, 688L, 888L);
    /** The folder of photos. The authors train on them in Photo style, but draw them in Seed Images style like any other. */
    private static final String PHOTOS = "Seed_Images";

    private static final String PHOTO = "Photo";

    private static final int STEPS = 100;
    private static final double GUIDANCE = 9;
    private static final String UA = "unlearning accuracy (UA)";
    private static final String IRA = "in-domain retain accuracy (IRA)";
    private static final String CRA = "cross-domain retain accuracy over all images";
    private static final long SEED = 1;

    @Override
    public String name() {
        return "unlearncanvas";
    }

    @Override
    public String title() {
        return "UnlearnCanvas: objects in styles, of which one is erased";
    }

    @Override
    public String source() {
        return "Zhang et al. 2024, arXiv 2402.11846; data OPTML-Group/UnlearnCanvas";
    }

    @Override
    public Modality modality() {
        return Modality.IMAGE;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of();
    }

    @Override
    public String forgets() {
        return "a style or an object, by its folder's name (default: the first style)";
    }

    @Override
    public ImageBenchmark read(BenchmarkRequest request, ImageStore images) {
        List<String> styles = names(request.data());
        if (styles.isEmpty()) throw new BadData(request.data(), "has no folders, expected one for each style");
        TreeSet<String> objects = new TreeSet<>();
        styles.forEach(each -> objects.addAll(names(request.data().resolve(each))));
        if (objects.isEmpty()) {
            throw new BadData(request.data().resolve(styles.get(0)), "has no folders, expected one for each object");
        }
        List<String> all = Stream.concat(styles.stream(), objects.stream()).toList();
        String target = request.forget().isEmpty() ? styles.get(0) : request.oneOf(all);
        boolean isStyle = styles.contains(target);
        Canvas canvas = new Canvas(request.data(), styles, List.copyOf(objects), target, isStyle);
        return new ImageBenchmark(
                (isStyle ? "style " : "object ") + shown(target) + " of " + styles.size() + " styles and "
                        + objects.size() + " objects",
                concept(target),
                canvas.images(true),
                canvas.images(false),
                canvas.prompts(),
                STEPS,
                GUIDANCE,
                List.of(cross()),
                List.of(new Figure("UA", FORGET, UA), new Figure("IRA", RETAIN, IRA), new Figure("CRA", OVERALL, CRA)));
    }

    private static MetricDefinition<ImageObservation> cross() {
        return MetricDefinition.of(
                        ImageObservation.class,
                        CRA,
                        "Share of all images in which a classifier of the other domain finds what they should show.",
                        UnlearnCanvas::cross)
                .source("mean accuracy of the other domain's labels; Zhang et al. 2024")
                .needs(Requirement.DRAWINGS, Requirement.CROSS_CLASSIFIER)
                .on(Role.OVERALL)
                .kind(Measurement.Kind.SHARE)
                .better(Direction.HIGHER);
    }

    private static Interval cross(Observed<ImageObservation> seen) {
        double[] right = Stream.of(FORGET, RETAIN)
                .flatMap(set -> seen.model().of(set).crossSeen().stream())
                .mapToDouble(UnlearnCanvas::isRight)
                .toArray();
        return Interval.ofMean(right, SEED);
    }

    private static double isRight(Sight sight) {
        return sight.found().equals(sight.expected()) ? 1 : 0;
    }

    private static Concept concept(String target) {
        Concept concept = Concept.of(shown(target));
        return target.equals(PHOTOS) ? concept.alias(PHOTO) : concept;
    }

    private static String shown(String folder) {
        return folder.replace('_', ' ');
    }

    private static List<String> names(Path parent) {
        return Listing.folders(parent).stream().map(Listing::name).toList();
    }

    /** The folders, with the one that is to be forgotten. */
    private record Canvas(Path data, List<String> styles, List<String> objects, String target, boolean isStyle) {
        private boolean isTarget(String style, String object) {
            return target.equals(isStyle ? style : object);
        }

        private static String prompt(String style, String object) {
            return "A " + shown(object) + " image in " + shown(style) + " style.";
        }

        /** The prompt that an image is trained under: photos, of which all styles were made, have a name of their own there. */
        private static String trained(String style, String object) {
            return prompt(style.equals(PHOTOS) ? PHOTO : style, object);
        }

        /** All images of the target, or the first of each other pair. */
        List<BenchmarkImage> images(boolean ofTarget) {
            List<BenchmarkImage> images = new ArrayList<>();
            for (String style : styles) {
                for (String object : objects) {
                    Path folder = data.resolve(style).resolve(object);
                    if (isTarget(style, object) != ofTarget) continue;
                    if (!Files.isDirectory(folder)) throw new BadData(folder, "is missing, as other styles have it");
                    List<Path> files = ImageFolder.of(folder).images();
                    if (files.isEmpty()) throw new BadData(folder, "has no images");
                    files.stream()
                            .limit(ofTarget ? Long.MAX_VALUE : 1)
                            .forEach(file -> images.add(new BenchmarkImage(
                                    file, trained(style, object), isStyle ? Optional.empty() : mask(file))));
                }
            }
            return images;
        }

        private static Optional<Path> mask(Path image) {
            String name = image.getFileName().toString();
            Path mask = image.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".json");
            return Files.exists(mask) ? Optional.of(mask) : Optional.empty();
        }

        Map<DataSet, List<DrawingPrompt>> prompts() {
            List<DrawingPrompt> all = styles.stream()
                    .flatMap(style -> SEEDS.stream()
                            .flatMap(seed -> objects.stream().map(object -> drawing(style, object, seed))))
                    .toList();
            Map<Boolean, List<DrawingPrompt>> parts = all.stream()
                    .collect(Collectors.partitioningBy(each -> each.label().equals(target)));
            Map<DataSet, List<DrawingPrompt>> sets = new LinkedHashMap<>();
            sets.put(FORGET, parts.get(true));
            sets.put(RETAIN, parts.get(false));
            return sets;
        }

        private DrawingPrompt drawing(String style, String object, long seed) {
            return new DrawingPrompt(prompt(style, object), seed, isStyle ? style : object, isStyle ? object : style);
        }
    }
}
