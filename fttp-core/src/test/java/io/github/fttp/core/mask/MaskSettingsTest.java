package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that hold more, or other things, than images with their masks are read with a warning, or refused. */
class MaskSettingsTest {
    private static final String NOT_READ = " of a format that is not read, expected PNG, JPEG, GIF, BMP or WebP";

    /** A file of img2dataset beside an image. */
    private static final String CAPTION = "{\"caption\": \"x\", \"key\": \"000\"}";

    private static final String COCO = "{\"images\": [], \"annotations\": [], \"categories\": []}";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void imagesOfFormatsThatAreNotReadAreNamed() throws IOException {
        image("a.png");
        image("a_mask.png");
        for (String name : List.of("b.heic", "c.TIF", "d.avif", "e.ppm", "f.jxl")) write(name, "?");
        assertThat(read(MaskSettings.beside())).containsExactly("a.png");
        assertThat(warnings).containsExactly(folder + ": [b.heic, c.TIF, d.avif, e.ppm, f.jxl] are" + NOT_READ);
    }

    @Test
    void aFolderOfOnlySuchImagesIsRefusedByTheirNames() throws IOException {
        write("a.tif", "?");
        image("a_mask.png");
        assertRefused(
                MaskSettings.beside(),
                folder + ": holds no masks of images that are read (labelme's .json, or PNG named NAME.mask.png (or"
                        + " -mask, _mask, -masklabel) for the image NAME): a.tif is" + NOT_READ);
        assertThat(ImageFolder.of(folder).images()).isEmpty();
        assertThat(ImageFolder.of(folder).none()).hasMessage(folder + ": holds no images: a.tif is" + NOT_READ);
    }

    @Test
    void aFolderOfPackedImagesIsRefusedByWhatTheyArePackedIn() throws IOException {
        write("README.md", "?");
        assertThat(ImageFolder.of(folder).none()).hasMessage(folder + ": holds no images");
        write("train-00000.parquet", "?");
        write("train-00001.parquet", "?");
        assertThat(ImageFolder.of(folder).none())
                .hasMessage(folder + ": holds no images: train-00000.parquet and 1 more"
                        + " may have some packed, give a folder with images as files");
    }

    @Test
    void aMaskElsewhereOfSuchAnImageIsRefusedByTheImagesName() throws IOException {
        write("a.tif", "?");
        Path masks = Files.createDirectory(folder.resolve("masks"));
        image("masks/a.png");
        assertRefused(
                MaskSettings.beside().files(masks),
                masks.resolve("a.png") + ": is the mask of a.tif, which is" + NOT_READ);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.tif", "a.jpg"})
    void theImageWithinAnAnnotationStandsInForOneThatCannotBeRead(String name) throws IOException {
        write(name, "II*");
        byte[] png = Images.png(Image.filled(8, 8, 1, 2, 3));
        write("a.json", """
            {"shapes": [{"label": "cup", "shape_type": "rectangle", "points": [[0, 0], [3, 3]]}],
             "imagePath": "%s", "imageData": "%s"}\
            """.formatted(name, Base64.getEncoder().encodeToString(png)));
        MaskedImage read = MaskSettings.beside().read(folder, warnings::add).get(0);
        assertThat(read.image().sample(0, 0, 2)).isEqualTo(3);
        assertThat(read.namedImage()).isEqualTo(folder.resolve(name));
        assertThat(warnings).isEmpty();
    }

    @Test
    void jsonThatIsNotLabelmesIsPassedOverWhereThereAreMasks() throws IOException {
        image("000.png");
        image("000_mask.png");
        image("001.png");
        write("000.json", CAPTION);
        write("001.json", CAPTION);
        write("prompts.json", "[]");
        write("_annotations.coco.json", COCO);
        assertThat(read(MaskSettings.beside())).containsExactly("000.png");
        assertThat(warnings)
                .containsExactly(
                        folder
                                + ": passed over, since they are not labelme's: [000.json, 001.json,"
                                + " _annotations.coco.json]",
                        folder + ": not used, since they have no mask: [001.png]");
    }

    @Test
    void jsonThatIsNotLabelmesIsRefusedWhereItIsTheOnlySourceOfMasks() throws IOException {
        image("000.png");
        write("_annotations.coco.json", COCO);
        String coco = folder.resolve("_annotations.coco.json")
                + ": is COCO's, expected labelme's, which has shapes and is of one image";
        assertRefused(MaskSettings.beside(), coco);
        assertRefused(MaskSettings.beside().files(folder.resolve("_annotations.coco.json")), coco);
        assertThat(MaskSettings.beside().readIfAny(folder, warnings::add)).isEmpty();
        write("000.json", CAPTION);
        assertRefused(
                MaskSettings.beside(),
                folder.resolve("000.json") + ": has [caption, key], expected labelme's, which has shapes");
        assertThat(warnings).isEmpty();
    }

    @Test
    void otherJsonInAFolderOfMasksIsPassedOver() throws IOException {
        Path masks = Files.createDirectory(folder.resolve("masks"));
        image("a.png");
        image("masks/a.png");
        write("masks/classes.json", "[\"cup\"]");
        MaskSettings settings = MaskSettings.beside().files(masks);
        assertThat(read(settings)).containsExactly("a.png");
        assertThat(warnings).containsExactly(masks + ": passed over, since they are not labelme's: [classes.json]");
        Files.delete(masks.resolve("a.png"));
        assertRefused(
                settings,
                masks.resolve("classes.json")
                        + ": is an array of 1, expected an object: labelme's, which has shapes and is of one image");
    }

    @Test
    void otherJsonInSubfoldersIsNotLookedIntoWhereTheMasksLieAbove() throws IOException {
        Path masks = Files.createDirectory(folder.resolve("masks"));
        Files.createDirectories(masks.resolve("old"));
        image("a.png");
        image("a_mask.png");
        image("masks/a.png");
        write("masks/old/a.json", CAPTION);
        assertThat(read(MaskSettings.beside())).containsExactly("a.png");
        assertThat(read(MaskSettings.beside().files(masks))).containsExactly("a.png");
        assertThat(warnings).isEmpty();
    }

    @Test
    void otherJsonThatIsPassedOverIsNamedByItsPathInTheFolder() throws IOException {
        for (String name : List.of("train", "val")) {
            Files.createDirectory(folder.resolve(name));
            image(name + "/" + name + ".png");
            image(name + "/" + name + "_mask.png");
            write(name + "/" + name + ".json", CAPTION);
        }
        assertThat(read(MaskSettings.beside())).containsExactly("train.png", "val.png");
        assertThat(warnings)
                .containsExactly(
                        folder + ": passed over, since they are not labelme's: [train/train.json, val/val.json]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 .5 .5 .2 .2", "0"})
    void aTextThatIsGivenAsAMaskIsRefused(String yolo) throws IOException {
        image("a.png");
        write("a.txt", yolo);
        assertRefused(
                MaskSettings.beside().files(folder.resolve("a.txt")),
                folder.resolve("a.txt") + ": is a mask, expected a PNG or labelme's .json");
    }

    @Test
    void severalLabelsOfWhichNoneIsChosenAreNamed() throws IOException {
        for (String label : List.of("Mira Volk", "Ben Holt", "__ignore__")) {
            image(label.charAt(0) + ".png");
            write(label.charAt(0) + ".json", """
                {"shapes": [{"label": "%s", "shape_type": "rectangle", "points": [[0, 0], [3, 3]]}],
                 "imagePath": "%s.png"}\
                """.formatted(label, label.charAt(0)));
        }
        String several =
                folder + ": all shapes count as the concept, whatever their labels: \"Ben Holt\", \"Mira Volk\";"
                        + " choose labels to take the shapes of those only";
        read(MaskSettings.beside());
        MaskSettings.beside().readIfAny(folder, warnings::add);
        assertThat(warnings).containsExactly(several, several);
        warnings.clear();
        read(MaskSettings.beside().label("Mira Volk"));
        assertThat(warnings).isEmpty();
    }

    @Test
    void linesAndPointsAreNamedSinceTheyCoverNothing() throws IOException {
        image("a.png");
        String shapes = """
                {"shapes": [{"label": "cup", "shape_type": "rectangle", "points": [[0, 0], [3, 3]]},
                            {"label": "cup", "shape_type": "linestrip", "points": [[4, 4], [7, 4], [7, 7], [4, 4]]}%s],
                 "imagePath": "a.png"}""";
        write("a.json", shapes.formatted(""));
        read(MaskSettings.beside());
        String one = folder + ": 1 shape is a line or point, which cover nothing: shape 1 \"cup\" of a.json";
        assertThat(warnings).containsExactly(one);

        warnings.clear();
        write("a.json", shapes.formatted(", {\"label\": \"eye\", \"shape_type\": \"point\", \"points\": [[1, 1]]}"));
        read(MaskSettings.beside().label("cup"));
        MaskSettings.beside().label("eye").readIfAny(folder, warnings::add);
        assertThat(warnings).containsExactly(one, one.replace("1 \"cup\"", "2 \"eye\""));

        warnings.clear();
        read(MaskSettings.beside());
        assertThat(warnings.get(1))
                .isEqualTo(folder
                        + ": 2 shapes are lines or points, which cover nothing: shape 1 \"cup\" of a.json and others");

        warnings.clear();
        read(new MaskSettings(List.of(), "cup", ShapeMode.AUTHORS, LatentAlignment.ALIGNED, false));
        assertThat(warnings).isEmpty();
    }

    private List<String> read(MaskSettings settings) {
        return settings.read(folder, warnings::add).stream()
                .map(MaskedImage::imageName)
                .toList();
    }

    private void assertRefused(MaskSettings settings, String message) {
        assertThatThrownBy(() -> read(settings)).isInstanceOf(BadData.class).hasMessage(message);
    }

    private void image(String name) {
        Images.writePng(Image.filled(8, 8, 120, 90, 60), folder.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardCharsets.ISO_8859_1);
    }
}
