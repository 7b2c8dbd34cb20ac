package io.github.fttp.mllm.llavanext;

import io.github.fttp.core.image.Crop;
import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.image.TargetSize;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import java.nio.file.Path;
import java.util.Set;

/**
 * Images of LLaVA 1.6: the whole as one square, then the tiles of its canvas row by row, {@code [squares, 3, S, S]}. Source:
 * transformers' {@code LlavaNextImageProcessorPil}.
 *
 * @param square brings an image to one square, whatever its proportions
 */
public record TiledImages(Tiling tiling, ImageProcessor square) implements ImagePreparation {
    private static final Set<String> CLASSES =
            Set.of("LlavaNextImageProcessor", "LlavaNextImageProcessorFast", "LlavaNextImageProcessorPil");
    /** Fields of the class that CLIP's has not; all images have the tiles they need, so that padding has no effect. */
    private static final Set<String> OWN = Set.of("image_grid_pinpoints", "aspect_ratio_setting", "do_pad");

    /** @param values how samples become values; sizes are those of the tiling */
    public static TiledImages of(Tiling tiling, ImageProcessor values) {
        TargetSize square = new TargetSize.Exactly(tiling.tile(), tiling.tile());
        return new TiledImages(tiling, values.through(new Geometry(false, square, new Crop.None())));
    }

    /**
     * Reads a folder's settings.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint if they cut images otherwise than the model's configuration says
     */
    public static TiledImages read(Path folder, LlavaNextConfig config) {
        Json settings = ImageProcessor.settings(folder);
        ImageProcessor values = ImageProcessor.of(settings, CLASSES, OWN);
        settings.optional("aspect_ratio_setting").ifPresent(ratio -> {
            if (!ratio.text().equals("anyres")) throw ratio.refuse("is " + ratio.found() + ", supported is anyres");
        });
        Tiling tiling = config.tiling();
        Image fitted = values.fit(Image.filled(tiling.tile(), tiling.tile(), 0, 0, 0));
        if (fitted.width() != tiling.tile() || fitted.height() != tiling.tile()) {
            throw settings.refuse("makes images of " + fitted.width() + " x " + fitted.height()
                    + ", the vision tower of config.json takes " + tiling.tile() + " x " + tiling.tile());
        }
        if (!LlavaNextConfig.canvases(settings).equals(tiling.canvases())) {
            throw settings.field("image_grid_pinpoints").refuse("differs from that of config.json");
        }
        return of(tiling, values);
    }

    @Override
    public PreparedImage prepare(Image image) {
        Size size = size(image);
        Size grid = tiling.grid(size);
        int tile = tiling.tile();
        int values = 3 * tile * tile;
        float[] pixels = new float[tiling.squares(size) * values];
        System.arraycopy(square.normalize(whole(image)), 0, pixels, 0, values);
        Image canvas = canvas(image);
        for (int t = 0; t < grid.height() * grid.width(); t++) {
            int left = t % grid.width() * tile;
            int top = t / grid.width() * tile;
            Image cut = canvas.window(left, top, tile, tile, Rgb.all(0));
            System.arraycopy(square.normalize(cut), 0, pixels, (1 + t) * values, values);
        }
        return new PreparedImage(pixels, image.height(), image.width(), tiling.positions(size));
    }

    private static Size size(Image image) {
        return new Size(image.height(), image.width());
    }

    /** The image as one square. */
    public Image whole(Image image) {
        return square.fit(image);
    }

    /** The image in its proportions in the middle of its canvas, beside it black. */
    public Image canvas(Image image) {
        Size canvas = tiling.canvas(size(image));
        double across = canvas.width() / (double) image.width();
        double down = canvas.height() / (double) image.height();
        boolean wide = across < down;
        int width = wide ? canvas.width() : Math.min((int) Math.ceil(image.width() * down), canvas.width());
        int height = wide ? Math.min((int) Math.ceil(image.height() * across), canvas.height()) : canvas.height();
        Image resized = square.resampling().resize(image, width, height);
        int left = (canvas.width() - width) / 2;
        int top = (canvas.height() - height) / 2;
        return resized.window(-left, -top, canvas.width(), canvas.height(), Rgb.all(0));
    }

    @Override
    public ImagePreparation paddedToSquare() {
        throw new BadData("images of LLaVA 1.6", "are cut into tiles, not padded to squares");
    }
}
