package io.github.fttp.core.verify;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.mask.LabelmeFile;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskImages;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The masks of one label, or of all, in one mode: {@code full}, {@code resized_N} (straight to N x N) and
 * {@code aligned_N} (the way of the image) as images, their {@code count_...}, and the tensors {@code NAME/KIND}. Of
 * what is a tensor, N counts latent cells, and the image's side is eight times that; else it is the image's side.
 *
 * @param golden the file that lists them, beside their images
 * @param latent the tensors
 * @param expected the entry of that file
 * @param tolerated how many pixels of a mask may differ
 * @param out takes each comparison
 */
record AnnotationMasks(Path golden, Safetensors latent, Json expected, int tolerated, Comparisons out) {
    private static final Map<String, ShapeMode> MODES =
            new TreeMap<>(Map.of("authors", ShapeMode.AUTHORS, "area", ShapeMode.AREA));
    private static final Set<String> DESCRIPTION = Set.of("name", "label", "shapes");
    private static final Pattern KIND = Pattern.compile("full|(resized|aligned)_([1-9]\\d{0,3})");
    private static final String COUNT = "count_";
    private static final int CELL = 8;

    void check(LabelmeFile file) {
        String name = name();
        boolean drawable = !expected.has("reference_error");
        PixelMask full;
        try {
            full = draw(file);
        } catch (BadData e) {
            String outcome = AnnotationsCase.refused(e, file.file());
            out.equal(name + ".outcome", outcome, drawable ? "drawn" : "refused by its path");
            return;
        }
        if (!drawable) {
            out.equal(name + ".outcome", "drawn", "refused by its path");
            return;
        }
        for (String field : expected.names()) {
            if (DESCRIPTION.contains(field)) continue;
            String kind = field.startsWith(COUNT) ? field.substring(COUNT.length()) : field;
            if (!KIND.matcher(kind).matches()) out.skipped(name + "." + field, "not known");
            else if (field.startsWith(COUNT)) compareCount(name + "." + field, expected.field(field), of(kind, full));
            else compareImage(name + "." + field, expected.field(field), of(kind, full));
        }
        for (String tensor : latent.names()) {
            if (tensor.startsWith(name + "/")) compareTensor(tensor, full);
        }
    }

    private String name() {
        return expected.field("name").text();
    }

    private PixelMask draw(LabelmeFile file) {
        Json shapes = expected.field("shapes");
        ShapeMode mode = MODES.get(shapes.text());
        if (mode == null) throw shapes.refuse("is " + shapes.found() + ", known are " + MODES.keySet());
        Optional<Json> label = expected.optional("label");
        return label.isPresent() ? file.mask(mode, label.get().text()) : file.mask(mode);
    }

    private PixelMask of(String kind, PixelMask full) {
        Matcher parts = KIND.matcher(kind);
        if (!parts.matches()) {
            throw new BadData(latent.file() + ": tensor " + name() + "/" + kind, "is not named resized_N or aligned_N");
        }
        if (kind.equals("full")) return full;
        int n = Integer.parseInt(parts.group(2));
        if (parts.group(1).equals("resized")) return full.resized(n, n);
        if (!latent.names().contains(name() + "/" + kind)) return full.through(Geometry.centred(n, n));
        LatentMask cells =
                LatentGrid.aligned(Geometry.centred(CELL * n, CELL * n), n, n).nearest(full);
        return PixelMask.atLeast(1, n, n, cells.values());
    }

    private void compareCount(String key, Json theirs, PixelMask ours) {
        out.values(key, new float[] {ours.count()}, new float[] {theirs.count(0)}, tolerated, 0);
    }

    private void compareImage(String key, Json file, PixelMask ours) {
        PixelMask theirs = MaskImages.read(golden.resolveSibling(file.text()));
        boolean sameSize = ours.width() == theirs.width() && ours.height() == theirs.height();
        if (sameSize) compare(key, ours, LatentMask.of(theirs).values());
        else out.equal(key, ours, theirs);
    }

    private void compareTensor(String tensor, PixelMask full) {
        long[] cells = latent.integers(tensor);
        float[] theirs = new float[cells.length];
        for (int i = 0; i < theirs.length; i++) theirs[i] = cells[i];
        compare(tensor, of(tensor.substring(name().length() + 1), full), theirs);
    }

    private void compare(String key, PixelMask ours, float[] theirs) {
        // Half a pixel more, so that the share of so many is never rounded to below them.
        double share = (tolerated + 0.5) / Math.max(1, theirs.length);
        out.rounded(key, LatentMask.of(ours).values(), theirs, 0, i -> 1, share);
    }
}
