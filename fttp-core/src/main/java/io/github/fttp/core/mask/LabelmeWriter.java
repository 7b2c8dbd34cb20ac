package io.github.fttp.core.mask;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes masks as labelme files do, exactly: as rectangles that cover the same pixels. */
public final class LabelmeWriter {
    private LabelmeWriter() {}

    /** Pixels beside each other, in some rows below each other; both ends belong to it. */
    private record Block(int left, int right, int top, int bottom) {}

    /** @param image name of the image's file, beside this one */
    public static void write(Path file, String image, String label, PixelMask mask) {
        ObjectNode root = Json.object().put("version", "5.4.1");
        root.putObject("flags");
        ArrayNode shapes = root.putArray("shapes");
        for (Block block : blocks(mask)) {
            ObjectNode shape = shapes.addObject().put("label", label);
            ArrayNode points = shape.putArray("points");
            points.addArray().add(block.left()).add(block.top());
            points.addArray().add(block.right()).add(block.bottom());
            shape.put("group_id", 1).put("shape_type", "rectangle").putObject("flags");
        }
        root.put("imagePath", image).putNull("imageData");
        root.put("imageHeight", mask.height()).put("imageWidth", mask.width());
        Json.write(file, root);
    }

    private static List<Block> blocks(PixelMask mask) {
        List<Block> done = new ArrayList<>();
        List<Block> open = new ArrayList<>();
        for (int row = 0; row <= mask.height(); row++) {
            List<Block> grown = new ArrayList<>();
            for (int from = 0; row < mask.height() && from < mask.width(); from++) {
                if (!mask.covers(row, from)) continue;
                int to = from;
                while (to + 1 < mask.width() && mask.covers(row, to + 1)) to++;
                grown.add(joined(open, from, to, row));
                from = to;
            }
            done.addAll(open);
            open = grown;
        }
        return done;
    }

    /** Takes the block above out of the open ones, if it is as wide. */
    private static Block joined(List<Block> open, int left, int right, int row) {
        for (Block above : open) {
            if (above.left() != left || above.right() != right) continue;
            open.remove(above);
            return new Block(left, right, above.top(), row);
        }
        return new Block(left, right, row, row);
    }
}
