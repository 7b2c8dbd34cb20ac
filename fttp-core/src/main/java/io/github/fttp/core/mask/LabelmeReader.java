package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Marks;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.LabelmeShape.Point;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From labelme's JSON to a {@link LabelmeFile}, everything checked before anything is drawn. */
record LabelmeReader(Json json, ImageFolder images, Decoding how) {
    private static final Logger LOG = LoggerFactory.getLogger(LabelmeReader.class);
    private static final TreeMap<String, ShapeType> TYPES = new TreeMap<>();
    /** Beyond any image, and differences of two still fit 32 bits. */
    private static final double FARTHEST = 1e9;

    private static final int MOST_POINTS = 100_000;
    private static final Pattern DATA_URI = Pattern.compile("^\\s*data:[\\w/+.;=-]*,");

    static {
        for (ShapeType type : ShapeType.values()) TYPES.put(type.name().toLowerCase(Locale.ROOT), type);
    }

    LabelmeFile read() {
        requireLabelme();
        List<Json> drawn = json.field("shapes").items();
        Decoded decoded = decoded();
        ImageSource source = decoded.source();
        Image image = decoded.image();
        int turned = checkSize(decoded);
        // What the shapes were drawn on.
        Image drawnOn = turned == 1 ? image : source.stored();
        List<LabelmeShape> shapes = new ArrayList<>();
        for (Json shape : drawn) shapes.add(shape(shapes.size(), shape, drawnOn));
        for (LabelmeShape shape : shapes) {
            if (shape.leaves(drawnOn.width(), drawnOn.height())) {
                LOG.warn(
                        "{}: {} leaves the image of {} x {} and is clipped",
                        json.file(),
                        shape,
                        drawnOn.width(),
                        drawnOn.height());
            }
        }
        return new LabelmeFile(json.file(), source, named(source), drawnOn, turned, shapes);
    }

    private void requireLabelme() {
        if (!json.isObject()) {
            throw json.refuse(
                    "is " + json.found() + ", expected an object: labelme's, which has shapes and is of one image");
        }
        switch (JsonKind.of(json)) {
            case COCO -> throw json.refuse("is COCO's, expected labelme's, which has shapes and is of one image");
            case OTHER -> throw json.refuse("has " + json.names() + ", expected labelme's, which has shapes");
            default -> {}
        }
    }

    private LabelmeShape shape(int index, Json shape, Image drawnOn) {
        Json label = shape.field("label");
        if (label.text().isBlank()) throw label.refuse("is blank, expected what the shape shows");
        ShapeType type = shape.optional("shape_type").map(LabelmeReader::type).orElse(ShapeType.POLYGON);
        Json points = shape.field("points");
        int count = points.items().size();
        if (!type.takes(count)) {
            throw points.refuse("of \"" + label.text() + "\" are " + count + ", expected " + type.points() + " for a "
                    + type.name().toLowerCase(Locale.ROOT));
        }
        if (count > MOST_POINTS) {
            throw points.refuse("of \"" + label.text() + "\" are " + count + ", supported are " + MOST_POINTS);
        }
        List<Point> read = points.items().stream().map(LabelmeReader::point).toList();
        LabelmeShape result = type == ShapeType.MASK
                ? mask(index, label.text(), read, shape, drawnOn)
                : new LabelmeShape(index, label.text(), type, read, PixelMask.empty(1, 1));
        // The box around a circle may be a pixel wider than its diameter.
        if (type == ShapeType.CIRCLE && 2 * result.radius() > Canvas.MAX_DIAMETER - 1) {
            throw points.refuse("of \"" + label.text() + "\" make a circle of radius " + result.radius()
                    + ", supported is a diameter below " + Canvas.MAX_DIAMETER);
        }
        return result;
    }

    /**
     * A mask in the box between two corners. As in labelme: where these are whole pixels, what goes beyond the box is left out;
     * else they are rounded and the mask keeps its size. Of a box that reaches beyond the image, what lies in it is enough: labelme
     * takes corners from models that count pixels from their edges, so that one may be the first beyond.
     */
    private LabelmeShape mask(int index, String label, List<Point> corners, Json shape, Image drawnOn) {
        Point first = corners.get(0);
        Point second = corners.get(1);
        Point from = new Point(Math.min(first.x(), second.x()), Math.min(first.y(), second.y()));
        Point to = new Point(Math.max(first.x(), second.x()), Math.max(first.y(), second.y()));
        Json field = shape.field("mask");
        String where = json.file() + ": " + field.path();
        Marks marks = Marks.decode(where, base64(field, "a PNG"));
        PixelMask stored = PixelMask.of(marks.width(), marks.height(), marks.values());
        if (isWhole(from) && isWhole(to)) {
            double width = to.x() - from.x() + 1;
            double height = to.y() - from.y() + 1;
            boolean isNarrow = stored.width() < Math.min(width, drawnOn.width() - from.x());
            boolean isLow = stored.height() < Math.min(height, drawnOn.height() - from.y());
            if (isNarrow || isLow) {
                throw field.refuse("of \"" + label + "\" is " + stored.width() + " x " + stored.height()
                        + ", its points make a box of " + (long) width + " x " + (long) height);
            }
            stored = stored.upperLeft((int) Math.min(width, stored.width()), (int) Math.min(height, stored.height()));
        }
        return new LabelmeShape(index, label, ShapeType.MASK, List.of(from, to), stored);
    }

    private static boolean isWhole(Point point) {
        return point.x() == Math.rint(point.x()) && point.y() == Math.rint(point.y());
    }

    private static ShapeType type(Json field) {
        ShapeType type = TYPES.get(field.text());
        if (type == null) throw field.refuse("is " + field.found() + ", supported is one of " + TYPES.keySet());
        return type;
    }

    private static Point point(Json point) {
        List<Json> coordinates = point.items();
        if (coordinates.size() != 2) {
            throw point.refuse("has " + coordinates.size() + " coordinates, expected 2 (x and y)");
        }
        return new Point(coordinate(coordinates.get(0)), coordinate(coordinates.get(1)));
    }

    private static double coordinate(Json field) {
        double value = field.number();
        if (Math.abs(value) > FARTHEST) {
            throw field.refuse("is " + value + ", which is on no image: expected from -1e9 to 1e9");
        }
        return value;
    }

    /** An image that was decoded, and from where. */
    private record Decoded(ImageSource source, Image image) {
        static Decoded of(ImageSource source) {
            return new Decoded(source, source.image());
        }
    }

    private Decoded decoded() {
        Optional<ImageSource> embedded = json.optional("imageData")
                .filter(data -> !data.isText() || !data.text().isBlank())
                .map(this::embedded);
        Optional<Json> path = path();
        if (path.isEmpty()) {
            return Decoded.of(
                    embedded.orElseThrow(() -> json.refuse("has neither imagePath nor imageData, so no image")));
        }
        List<Path> beside = beside(path.get());
        if (beside.size() == 1) {
            ImageSource file = new ImageSource.Beside(beside.get(0), how);
            return embedded.isPresent() ? eitherOf(file, embedded.get()) : Decoded.of(file);
        }
        if (beside.size() > 1) {
            throw path.get()
                    .refuse("is " + path.get().found() + ", which may be any of " + beside
                            + "; take away those that are not meant");
        }
        return Decoded.of(embedded.orElseThrow(() -> path.get()
                .refuse("names the image " + last(path.get()) + ", which is not there (looked in " + images.path()
                        + " and below it), and there is no imageData")));
    }

    /** The image beside the annotation, or the one within where that cannot be decoded. */
    private Decoded eitherOf(ImageSource beside, ImageSource embedded) {
        // Both are the same image; an embedded one that is none, or of another size, says that something is wrong.
        Decoded within = Decoded.of(embedded);
        checkSize(within);
        try {
            return Decoded.of(beside);
        } catch (BadData e) {
            LOG.warn("{}: takes the image in imageData, since {}", json.file(), e.getMessage());
            return within;
        }
    }

    private Path named(ImageSource source) {
        Optional<Json> path = path();
        boolean within = source instanceof ImageSource.Embedded;
        if (!within || path.isEmpty()) return source.file();
        List<Path> beside = beside(path.get());
        return beside.isEmpty() ? json.file().resolveSibling(last(path.get())) : beside.get(0);
    }

    /** Where the image lies; empty where the file does not say, but has the image itself. */
    private Optional<Json> path() {
        boolean within = json.optional("imageData").isPresent();
        return json.optional("imagePath")
                .filter(path -> !within || !path.isText() || !path.text().isBlank());
    }

    private List<Path> beside(Json field) {
        String name = last(field);
        if (name.isBlank() || name.equals(".") || name.equals("..")) {
            throw field.refuse("is " + field.found() + ", expected the name of an image at its end");
        }
        try {
            return images.named(field.text(), json.file());
        } catch (InvalidPathException e) {
            throw field.refuse("is " + field.found() + ", which is no name of a file: " + e.getReason());
        }
    }

    private static String last(Json field) {
        String[] parts = field.text().split("[/\\\\]", -1);
        return parts[parts.length - 1];
    }

    private ImageSource embedded(Json field) {
        return new ImageSource.Embedded(json.file(), base64(field, "an image"), how);
    }

    /** Base64 with line ends and the like in it, or as a data URI, which others than labelme write. */
    private static byte[] base64(Json field, String expected) {
        String text = DATA_URI.matcher(field.text()).replaceFirst("");
        StringBuilder digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c)) digits.append(c == '-' ? '+' : c == '_' ? '/' : c);
        }
        try {
            return Base64.getDecoder().decode(digits.toString());
        } catch (IllegalArgumentException e) {
            throw field.refuse("is " + field.found() + ", expected " + expected + " in base64: " + e.getMessage());
        }
    }

    /**
     * Checks that the image has the size that the file says.
     *
     * @return 1, or the image's orientation where the file says the size that it has as it is stored, so that the shapes
     *     were drawn on that
     */
    private int checkSize(Decoded decoded) {
        ImageSource source = decoded.source();
        Image image = decoded.image();
        int orientation = how.orientation() == Decoding.Orientation.UPRIGHT ? source.orientation() : 1;
        // From 5 on width and height change places; below, the size does not tell.
        boolean stored = orientation >= 5
                && image.width() != image.height()
                && isSide("imageWidth", image.height())
                && isSide("imageHeight", image.width());
        if (stored) {
            LOG.warn(
                    "{}: says the size of {} as it is stored; its shapes are turned upright with it (orientation {})",
                    json.file(),
                    source.name(),
                    orientation);
            return orientation;
        }
        checkSide("imageWidth", image.width(), "wide", source, orientation);
        checkSide("imageHeight", image.height(), "high", source, orientation);
        return 1;
    }

    private boolean isSide(String name, int pixels) {
        return json.optional(name).map(side -> side.count(1) == pixels).orElse(false);
    }

    private void checkSide(String name, int pixels, String direction, ImageSource source, int orientation) {
        Optional<Json> side = json.optional(name);
        if (side.isPresent() && side.get().count(1) != pixels) {
            throw side.get()
                    .refuse("is " + side.get().found() + ", but the image " + source.name() + " is " + pixels
                            + " pixels " + direction
                            + (orientation == 1 ? "" : " when it is turned upright (orientation " + orientation + ")"));
        }
    }
}
