package io.github.fttp.core.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.mask.LabelmeFile;
import java.nio.file.Path;

/**
 * Annotations of labelme with the masks that the reference drew, see {@link AnnotationMasks}, and files that must be
 * refused.
 */
final class AnnotationsCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        Path images = folder.resolve(spec.field("images").text());
        Path golden = folder.resolve(spec.field("golden").text());
        Safetensors latent =
                Safetensors.open(folder.resolve(spec.field("latent").text()));
        int tolerated =
                spec.optional("max_different_pixels_full").map(n -> n.count(0)).orElse(0);
        Json files = Json.data(golden).field("files");
        for (String name : files.names()) {
            Json expected = files.field(name);
            LabelmeFile ours;
            try {
                ours = LabelmeFile.read(folder.resolve(name), images);
            } catch (BadData e) {
                out.equal(name + ".read", e.getMessage(), "read");
                continue;
            }
            long[] size = {ours.width(), ours.height()};
            expected.optional("image").ifPresent(image -> out.equal(name + ".image", ours.imageName(), image.text()));
            expected.optional("size").ifPresent(s -> out.integers(name + ".size", size, ExpectedValues.longs(s)));
            for (Json mask : expected.field("masks").items()) {
                new AnnotationMasks(golden, latent, mask, tolerated, out).check(ours);
            }
        }
        spec.optional("invalid").ifPresent(file -> checkRefused(folder.resolve(file.text()), images, out));
    }

    private static void checkRefused(Path expected, Path images, Comparisons out) {
        for (String name : Json.data(expected).names()) {
            Path file = expected.resolveSibling(name);
            String outcome;
            try {
                outcome = "read with labels " + LabelmeFile.read(file, images).labels();
            } catch (BadData e) {
                outcome = refused(e, file);
            }
            out.equal("invalid." + name, outcome, "refused by its path");
        }
    }

    /** A refusal is right when it is one line that names the file. */
    static String refused(BadData refusal, Path file) {
        String said = refusal.getMessage();
        boolean named = said.startsWith(file + ": ") && said.lines().count() == 1;
        return named ? "refused by its path" : "refused as " + said;
    }
}
