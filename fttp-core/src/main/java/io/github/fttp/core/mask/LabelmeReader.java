package io.github.fttp.core.mask;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.LabelmeShape.Point;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From labelme's JSON to a {@link LabelmeFile}, everything checked before anything is drawn. */
record LabelmeReader(Json json, Path images, Decoding how) {
    private static final Logger LOG = LoggerFactory.getLogger(LabelmeReader.class);
    private static final TreeMap<String, ShapeType> TYPES = new TreeMap<>();
    /** Beyond any picture, and differences of two still fit 32 bits. */
    private static final double FARTHEST = 1e9;

    private static final int MOST_POINTS = 100_000;

    static {
        for (ShapeType type : ShapeType.values()) TYPES.put(type.name().toLowerCase(Locale.ROOT), type);
    }

    LabelmeFile read() {
        List<LabelmeShape> shapes = new ArrayList<>();
        for (Json shape : json.field("shapes").items()) shapes.add(shape(shapes.size(), shape));
        PictureSource source = source();
        Picture picture = source.picture();
        checkSize(source, picture);
        for (LabelmeShape shape : shapes) {
            if (shape.leaves(picture.width(), picture.height())) {
                LOG.warn(
                        "{}: {} leaves the picture of {} x {} and is clipped",
                        json.file(),
                        shape,
                        picture.width(),
                        picture.height());
            }
        }
        return new LabelmeFile(json.file(), source, picture, shapes);
    }

    private static LabelmeShape shape(int index, Json shape) {
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
        LabelmeShape result = new LabelmeShape(index, label.text(), type, read);
        // The box around a circle may be a pixel wider than its diameter.
        if (type == ShapeType.CIRCLE && 2 * result.radius() > Canvas.MAX_DIAMETER - 1) {
            throw points.refuse("of \"" + label.text() + "\" make a circle of radius " + result.radius()
                    + ", supported is a diameter below " + Canvas.MAX_DIAMETER);
        }
        return result;
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
            throw field.refuse("is " + value + ", which is on no picture: expected from -1e9 to 1e9");
        }
        return value;
    }

    private PictureSource source() {
        Optional<PictureSource> embedded = json.optional("imageData").map(this::embedded);
        Optional<Path> beside = json.optional("imagePath").map(this::beside);
        if (beside.isPresent() && Files.exists(beside.get())) {
            PictureSource source = new PictureSource.Beside(beside.get(), how);
            // Both are the same picture; an embedded one that is none, or of another size, says that something is
            // wrong.
            embedded.ifPresent(each -> checkSize(each, each.picture()));
            return source;
        }
        if (embedded.isPresent()) return embedded.get();
        if (beside.isEmpty()) throw json.refuse("has neither imagePath nor imageData, so no picture");
        throw json.field("imagePath")
                .refuse("names the picture " + beside.get().getFileName() + ", which is not there (looked in " + images
                        + "), and there is no imageData");
    }

    private Path beside(Json field) {
        String path = field.text();
        String[] parts = path.split("[/\\\\]", -1);
        boolean absolute = parts[0].isEmpty() && parts.length > 1 || path.matches("(?s)[A-Za-z]:.*");
        if (absolute) {
            throw field.refuse("is " + field.found() + ", an absolute path; expected one relative to the annotation");
        }
        if (Arrays.stream(parts).filter(".."::equals).count() > 1) {
            throw field.refuse("is " + field.found() + ", which leaves more than one folder");
        }
        String name = parts[parts.length - 1];
        if (name.isBlank() || name.equals(".") || name.equals("..")) {
            throw field.refuse("is " + field.found() + ", expected the name of a picture at its end");
        }
        try {
            return images.resolve(name);
        } catch (InvalidPathException e) {
            throw field.refuse("is " + field.found() + ", which is no name of a file: " + e.getReason());
        }
    }

    private PictureSource embedded(Json field) {
        try {
            return new PictureSource.Embedded(json.file(), Base64.getDecoder().decode(field.text()), how);
        } catch (IllegalArgumentException e) {
            throw field.refuse("is " + field.found() + ", expected a picture in base64: " + e.getMessage());
        }
    }

    private void checkSize(PictureSource source, Picture picture) {
        checkSide("imageWidth", picture.width(), "wide", source);
        checkSide("imageHeight", picture.height(), "high", source);
    }

    private void checkSide(String name, int pixels, String direction, PictureSource source) {
        Optional<Json> side = json.optional(name);
        if (side.isPresent() && side.get().count(1) != pixels) {
            throw side.get()
                    .refuse("is " + side.get().found() + ", but the picture " + source.name() + " is " + pixels
                            + " pixels " + direction);
        }
    }
}
