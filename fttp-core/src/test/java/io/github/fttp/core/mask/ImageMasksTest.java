package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.testing.OrientedImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders as people have them; the images beside the annotations are drawn here, of the size of theirs. */
class ImageMasksTest {
    @TempDir
    Path folder;

    @Test
    void anUpsideDownPhotoIsMaskedWhereItsTruthIs() {
        copy("L01-exif-upside-down/photos/trip.json", "trip.json");
        OrientedImages.jpeg(folder.resolve("trip.jpg"), Image.filled(640, 427, 9, 99, 9), 3);
        Path truth = mkdir("truth");
        copy("L01-exif-upside-down/truth/trip.json", "truth/trip.json");
        Images.writePng(Image.filled(640, 427, 9, 99, 9), truth.resolve("trip.jpg"));

        PixelMask asStored = only(ImageMasks.of(truth, List.of())).mask(ShapeMode.AREA);
        assertThat(only().mask(ShapeMode.AREA)).isEqualTo(asStored.upright(3)).isNotEqualTo(asStored);
    }

    @Test
    void aPortraitFromAPhoneIsReadUpright() {
        copy("L02-exif-portrait-phone/photos/trip.json", "trip.json");
        OrientedImages.jpeg(folder.resolve("trip.jpg"), Image.filled(427, 640, 9, 99, 9), 6);
        MaskedImage trip = only();
        assertThat(List.of(trip.image().width(), trip.image().height())).containsExactly(427, 640);
        // Columns 60 to 200 of rows 120 to 300.
        assertThat(trip.mask(ShapeMode.AREA).count()).isEqualTo(141 * 181);
        assertThat(trip.mask(ShapeMode.AREA).covers(120, 60)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "L04-background-hole/photos/astronaut.json, 30.7",
        "L06-mask-shape/photos/astronaut.json, 1.9",
        "L07-rectangle-of-four-points/photos/astronaut.json, 34.6",
        "L13-masklabel-naming/photos/astronaut-masklabel.png, 34.6",
        "L14-mask-in-alpha/photos/astronaut.mask.png, 34.6",
        "L16-annotation-of-another-name/photos/astronaut_v2.json, 34.6"
    })
    void masksAreFoundBesideTheImageAndCoverTheirShare(String mask, String percent) {
        image("astronaut.png");
        copy(mask, mask.substring(mask.lastIndexOf('/') + 1));
        assertThat(percent(only())).isEqualTo(percent);
    }

    @Test
    void whatMacosLeavesBesideFilesIsNotThere() throws IOException {
        image("astronaut.png");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "astronaut.json");
        mkdir("__MACOSX");
        for (String left : List.of("._astronaut.png", "._astronaut.json", "__MACOSX/._astronaut.json")) {
            Files.write(folder.resolve(left), new byte[] {0, 5, 22, 7});
        }
        assertThat(percent(only())).isEqualTo("34.6");
        assertThat(ImageFolder.of(folder).images()).containsExactly(folder.resolve("astronaut.png"));
    }

    @Test
    void aMaskShapeCoversItsPixels() {
        image("astronaut.png");
        copy("L06-mask-shape/photos/astronaut.json", "astronaut.json");
        assertThat(only().mask(ShapeMode.AREA).count()).isEqualTo(5013); // of 262,144: 1.91 %
    }

    @Test
    void anOldFileThatHoldsItsImageNeedsNoneBesideIt() {
        copy("L09-version-3-file/photos/old.json", "old.json");
        assertThat(percent(only())).isEqualTo("19.5");
        assertThat(only().imageFile()).isEqualTo(folder.resolve("old.json"));
        assertThat(only().namedImage()).isEqualTo(folder.resolve("old.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"img/train/astronaut.png", "train/astronaut.png", "astronaut.png", "Astronaut.PNG"})
    void aPathOfWindowsIsLookedUpByItsName(String lies) {
        mkdir("ann/train");
        copy("L08-windows-path-two-levels/data/ann/train/astronaut.json", "ann/train/astronaut.json");
        Path images = mkdir("images");
        mkdir("images/" + lies).toFile().delete();
        image("images/" + lies);
        // The same name in another folder, which the path does not name.
        if (lies.contains("/")) image("images/astronaut-of-others.png");
        for (String masks : List.of("ann/train/astronaut.json", "ann/train", "ann")) {
            assertThat(percent(only(ImageMasks.of(images, List.of(folder.resolve(masks))))))
                    .isEqualTo("34.6");
        }
    }

    @Test
    void ofSeveralImagesOfOneNameTheOneInTheFoldersThatThePathNamesIsTaken() {
        copy("L08-windows-path-two-levels/data/ann/train/astronaut.json", "astronaut.json");
        Path images = mkdir("images");
        mkdir("images/train");
        mkdir("images/test");
        image("images/train/astronaut.png");
        image("images/test/astronaut.png");
        ImageMasks masks = ImageMasks.of(images, List.of(folder.resolve("astronaut.json")));
        assertThat(only(masks).imageFile()).isEqualTo(images.resolve("train/astronaut.png"));

        images.resolve("train").toFile().renameTo(images.resolve("val").toFile());
        assertThat(refused(ImageMasks.of(images, List.of(folder.resolve("astronaut.json")))))
                .contains(
                        "imagePath is the string ", "which may be any of [", "test/astronaut.png", "val/astronaut.png");
    }

    @Test
    void ofSeveralImagesOfOneNameTheOneIsTakenToWhichThePathLeadsFromTheAnnotation() throws IOException {
        String json = Files.readString(resource("L07-rectangle-of-four-points/photos/astronaut.json"));
        image("astronaut.png");
        for (String part : List.of("train", "val")) {
            mkdir(part + "/ann");
            image(part + "/astronaut.png");
            Files.writeString(folder.resolve(part + "/a.json"), json);
            Files.writeString(
                    folder.resolve(part + "/ann/a.json"), json.replace("astronaut.png", "..\\\\astronaut.png"));
            for (String lies : List.of("/a.json", "/ann/a.json")) {
                assertThat(only(ImageMasks.of(folder, List.of(folder.resolve(part + lies))))
                                .imageFile())
                        .isEqualTo(folder.resolve(part + "/astronaut.png"));
            }
        }
    }

    @Test
    void namesAreTheSameWhetherTheirAccentsAreLettersOfTheirOwn() throws IOException {
        String json = Files.readString(resource("L16-annotation-of-another-name/photos/astronaut_v2.json"));
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            Normalizer.Form other = form == Normalizer.Form.NFC ? Normalizer.Form.NFD : Normalizer.Form.NFC;
            Path here = mkdir(form.name());
            String name = Normalizer.normalize("Mühle", form);
            image(form.name() + "/" + name + ".png");
            Path annotation = here.resolve(Normalizer.normalize("Mühle", other) + ".json");
            Files.writeString(annotation, json.replace("astronaut.png", Normalizer.normalize("Mühle.png", other)));
            MaskedImage found = only(ImageMasks.of(here, List.of()));
            assertThat(percent(found)).isEqualTo("34.6");
            assertThat(found.imageName()).isEqualTo(name + ".png");
            Files.delete(annotation);
            copy(
                    "L13-masklabel-naming/photos/astronaut-masklabel.png",
                    form.name() + "/" + Normalizer.normalize("Mühle", other) + ".mask.png");
            assertThat(percent(only(ImageMasks.of(here, List.of())))).isEqualTo("34.6");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "astronaut.mask.png",
                "astronaut-mask.png",
                "astronaut_mask.png",
                "astronaut-masklabel.png",
                "astronaut_masklabel.png",
                "Astronaut.Mask.PNG"
            })
    void masksMayBeNamedInTheseWays(String name) {
        image("astronaut.png");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", name);
        assertThat(percent(only())).isEqualTo("34.6");
        assertThat(ImageFolder.of(folder).images()).containsExactly(folder.resolve("astronaut.png"));
    }

    @Test
    void anImageMayEndAsAMaskWhereThereIsNoImageOfTheRestOfItsName() {
        image("theatre_mask.png");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "theatre_mask.mask.png");
        assertThat(only().imageFile()).isEqualTo(folder.resolve("theatre_mask.png"));
        assertThat(ImageFolder.of(folder).images()).containsExactly(folder.resolve("theatre_mask.png"));
    }

    @Test
    void whereThereAreNoMasksTheMessageSaysHowTheyAreNamed() {
        image("astronaut.png");
        assertThatThrownBy(() -> ImageMasks.of(folder, List.of()).read(new ArrayList<>(), warning -> {}))
                .isInstanceOf(BadData.class)
                .hasMessage(folder + ": holds no masks: labelme's .json, or PNG named NAME.mask.png (or -mask, _mask,"
                        + " -masklabel) for the image NAME");
    }

    @Test
    void whereThereIsAnotherToolsFileTheMessageNamesIt() throws IOException {
        image("astronaut.png");
        Files.writeString(folder.resolve("astronaut.xml"), "<annotation/>");
        assertThatThrownBy(() -> ImageMasks.of(folder, List.of()).read(new ArrayList<>(), warning -> {}))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("; astronaut.xml is not read for masks: convert those that it holds");
    }

    @Test
    void aMaskOfTwoImagesIsRefused() {
        image("trip.png");
        image("trip.jpg");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "trip.mask.png");
        assertThat(refused(ImageMasks.of(folder, List.of())))
                .contains("trip.mask.png: 2 images in " + folder + " are named trip, expected one: [");
    }

    @Test
    void anAnnotationIsOfTheImageThatItNamesOnly() {
        image("astronaut.png");
        image("astronaut.jpg");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "astronaut.json");
        ImageMasks masks = ImageMasks.of(folder, List.of());
        assertThat(only(masks).imageFile()).isEqualTo(folder.resolve("astronaut.png"));
        assertThat(masks.unmasked(masks.read(new ArrayList<>(), warning -> {})))
                .containsExactly(folder.resolve("astronaut.jpg"));
    }

    @Test
    void aMaskThatIsNeitherPngNorJsonIsRefused() {
        image("astronaut.png");
        image("mask.jpg");
        assertThat(refused(ImageMasks.of(folder, List.of(folder.resolve("mask.jpg")))))
                .isEqualTo(folder.resolve("mask.jpg") + ": is a mask in JPEG, expected PNG or labelme's .json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trip_mask.jpg", "trip.mask.jpeg", "TRIP-MASK.JPG", "trip_masklabel.bmp"})
    void whatIsNamedAsTheMaskOfAnImageIsNoImageInAnyFormat(String name) {
        image("trip.jpg");
        image(name);
        ImageFolder images = ImageFolder.of(folder);
        assertThat(images.images()).containsExactly(folder.resolve("trip.jpg"));
        assertThat(images.doubtfulMasks()).containsExactly(name + " (of trip.jpg)");
        assertThat(refused(ImageMasks.of(folder, List.of())))
                .isEqualTo(folder.resolve(name) + ": is a mask in " + (name.endsWith("bmp") ? "BMP" : "JPEG")
                        + ", expected PNG or labelme's .json");
    }

    @Test
    void aMaskInAnotherFormatBesideAUsableOneIsNotUsed() {
        image("trip.jpg");
        image("trip_mask.jpg");
        image("trip.mask.png");
        List<String> warnings = new ArrayList<>();
        assertThat(ImageMasks.of(folder, List.of()).read(new ArrayList<>(), warnings::add))
                .extracting(MaskedImage::file)
                .containsExactly(folder.resolve("trip.mask.png"));
        assertThat(warnings)
                .containsExactly(folder.resolve("trip_mask.jpg")
                        + ": is a mask in JPEG, expected PNG or labelme's .json: not used");
    }

    @Test
    void anAnnotatedImageIsNoMaskWhateverItIsCalled() throws IOException {
        image("man.jpg");
        image("man_mask.jpg");
        Files.writeString(folder.resolve("man_mask.json"), "{}");
        assertThat(ImageFolder.of(folder).images()).hasSize(2);
    }

    @Test
    void anImageMayBeCalledMaskInAnyFormat() {
        image("theatre_mask.jpg");
        image("carnival.mask.jpg");
        assertThat(ImageFolder.of(folder).images()).hasSize(2);
        assertThat(ImageFolder.of(folder).doubtfulMasks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train/"})
    void aFolderOfMasksBesideOneOfImagesHoldsNoImages(String below) {
        mkdir("images/" + below);
        mkdir("Masks/" + below);
        Path image = folder.resolve("images/" + below + "astronaut.jpg");
        image("images/" + below + "astronaut.jpg");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "Masks/" + below + "astronaut.png");
        ImageFolder images = ImageFolder.of(folder);
        assertThat(images.images()).containsExactly(image);
        assertThat(images.doubtfulMasks())
                .containsExactly("Masks/" + below + "astronaut.png (of images/" + below + "astronaut.jpg)");
        MaskedImage masked = only();
        assertThat(masked.imageFile()).isEqualTo(image);
        assertThat(percent(masked)).isEqualTo("34.6");
    }

    /** As masks are named beside images, or by the image's whole name; beside a folder of images, or among them. */
    @ParameterizedTest
    @CsvSource({
        "images/, masks/astronaut_mask.png",
        "images/, mask/astronaut-mask.png",
        "images/, masks/astronaut.jpg.png",
        "'', masks/astronaut.png",
        "'', masks/astronaut_mask.png",
        "cups/, cups/masks/astronaut.png"
    })
    void masksInAFolderOfTheirOwnAreNamedAsThoseBesideImages(String around, String mask) {
        mkdir(around);
        mkdir(mask.substring(0, mask.lastIndexOf('/')));
        Path image = folder.resolve(around + "astronaut.jpg");
        image(around + "astronaut.jpg");
        image(around + "other.jpg");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", mask);
        assertThat(ImageFolder.of(folder).images()).containsExactly(image, folder.resolve(around + "other.jpg"));
        assertThat(only().imageFile()).isEqualTo(image);
        if (around.equals("images/")) {
            assertThat(only(ImageMasks.of(folder.resolve("images"), List.of())).imageFile())
                    .isEqualTo(image);
        }
        Path given = folder.resolve(mask).getParent();
        assertThat(only(ImageMasks.of(folder, List.of(given))).imageFile()).isEqualTo(image);
    }

    @Test
    void aMaskWithItsImagesWholeNameIsOfThatOneAlone() {
        for (String name : List.of("images", "masks")) mkdir(name);
        for (String name : List.of("images/astronaut.jpg", "images/astronaut.png")) image(name);
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "masks/astronaut.jpg.png");
        assertThat(only().imageFile()).isEqualTo(folder.resolve("images/astronaut.jpg"));
        assertThat(only(ImageMasks.of(folder.resolve("images"), List.of(folder.resolve("masks"))))
                        .imageFile())
                .isEqualTo(folder.resolve("images/astronaut.jpg"));
    }

    /** Among the images as beside them: it is no image, and refused. */
    @Test
    void aMaskInAnotherFormatIsNoImage() {
        for (String name : List.of("cups", "cups/masks")) mkdir(name);
        for (String name : List.of("cups/astronaut.jpg", "cups/masks/astronaut.jpg")) image(name);
        assertThat(ImageFolder.of(folder).images()).containsExactly(folder.resolve("cups/astronaut.jpg"));
        assertThat(refused(ImageMasks.of(folder, List.of()))).contains("is a mask in JPEG, expected PNG");
    }

    @Test
    void theMaskOfAnImageThatIsNotReadIsNoImageEither() throws IOException {
        for (String name : List.of("train/images", "train/masks", "val/images")) mkdir(name);
        Files.writeString(folder.resolve("train/images/b.tif"), "?");
        image("train/masks/b.png");
        image("val/images/b.png");
        ImageFolder images = ImageFolder.of(folder);
        assertThat(images.images()).containsExactly(folder.resolve("val/images/b.png"));
        assertThat(images.doubtfulMasks()).containsExactly("train/masks/b.png (of train/images/b.tif)");
        // Nor is it the mask of another image of its name.
        assertThatThrownBy(this::only).hasMessageContaining("b.tif is of a format that is not read");
        assertThat(refused(ImageMasks.of(folder, List.of(folder.resolve("train/masks/b.png")))))
                .contains("train/masks/b.png: is the mask of b.tif, which is of a format that is not read");
    }

    @Test
    void imagesOfOneNameInSeveralFoldersHaveTheMasksBesideTheirs() {
        for (String part : List.of("train", "val")) {
            mkdir(part + "/images");
            mkdir(part + "/masks");
            image(part + "/images/1.png");
            image(part + "/masks/1.png");
        }
        List<Path> images = List.of(folder.resolve("train/images/1.png"), folder.resolve("val/images/1.png"));
        assertThat(ImageFolder.of(folder).images()).isEqualTo(images);
        List<Path> given = List.of(folder.resolve("train/masks"), folder.resolve("val/../val/masks/1.png"));
        for (List<Path> masks : List.of(List.<Path>of(), given)) {
            List<InputException> unusable = new ArrayList<>();
            assertThat(ImageMasks.of(folder, masks).read(unusable, warning -> {}))
                    .extracting(MaskedImage::imageFile)
                    .isEqualTo(images);
            assertThat(unusable).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train/"})
    void imagesInAFolderThatIsCalledSoHaveTheMasksInTheOneBesideIt(String below) {
        for (String name : List.of("images/" + below, "images/val", "Masks/" + below)) mkdir(name);
        Path image = folder.resolve("images/" + below + "astronaut.jpg");
        image("images/" + below + "astronaut.jpg");
        image("images/" + below + "other.jpg");
        image("images/val/astronaut.jpg");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "Masks/" + below + "astronaut.png");
        ImageMasks masks = ImageMasks.of(folder.resolve("images"), List.of());
        assertThat(masks.any()).isTrue();
        MaskedImage masked = only(masks);
        assertThat(masked.imageFile()).isEqualTo(image);
        assertThat(percent(masked)).isEqualTo("34.6");
        assertThat(masks.unmasked(List.of(masked))).contains(folder.resolve("images/" + below + "other.jpg"));
        assertThat(masks.folders()).contains(folder.resolve("Masks"));
        // A mask among the images counts alone.
        image("images/" + below + "other_mask.png");
        assertThat(only(ImageMasks.of(folder.resolve("images"), List.of())).imageFile())
                .isEqualTo(folder.resolve("images/" + below + "other.jpg"));
    }

    @Test
    void aMaskInAnotherFormatInTheFolderBesideIsRefused() {
        mkdir("images");
        mkdir("masks");
        image("images/trip.png");
        image("masks/trip.jpg");
        assertThat(refused(ImageMasks.of(folder.resolve("images"), List.of())))
                .isEqualTo(folder.resolve("masks/trip.jpg") + ": is a mask in JPEG, expected PNG or labelme's .json");
        // But not the image that labelme has there.
        image("images/astronaut.png");
        image("masks/astronaut.jpg");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "masks/astronaut.json");
        folder.resolve("masks/trip.jpg").toFile().delete();
        assertThat(only(ImageMasks.of(folder.resolve("images"), List.of())).imageFile())
                .isEqualTo(folder.resolve("images/astronaut.png"));
    }

    @Test
    void aClassMayBeCalledMask() {
        mkdir("hat");
        mkdir("mask");
        image("hat/1.png");
        image("mask/1.png");
        assertThat(ImageFolder.of(folder).images()).hasSize(2);
    }

    /** A whole data set's masks, of which some of the images were picked. */
    @Test
    void masksOfImagesThatAreNotHereAreSaid() {
        image("a.png");
        Path masks = mkdir("SegmentationClass");
        for (String name : List.of("a.png", "b.png", "c.png")) {
            Images.writePng(Image.filled(512, 512, 255, 255, 255), masks.resolve(name));
        }
        List<String> warnings = new ArrayList<>();
        MaskSettings settings = new MaskSettings(List.of(masks), "", ShapeMode.AREA, LatentAlignment.ALIGNED, false);
        assertThat(settings.read(folder, warnings::add)).hasSize(1);
        assertThat(warnings)
                .containsExactly("2 masks are of no image in " + folder + ", by the name, and not used: "
                        + masks.resolve("b.png") + " and others");
    }

    @Test
    void mapsOfImagesUnderOtherNamesAreFound() {
        for (String name : List.of("cat.png", "cat_mask_0.png", "cat-seg.png", "dog_seg.png")) image(name);
        assertThat(ImageFolder.of(folder).namedAsMasks())
                .containsExactlyInAnyOrder(folder.resolve("cat_mask_0.png"), folder.resolve("cat-seg.png"));
    }

    @Test
    void twoMasksOfOneImageAreRefused() {
        image("astronaut.png");
        copy("L16-annotation-of-another-name/photos/astronaut_v2.json", "astronaut_v2.json");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "astronaut.json");
        assertThat(refused(ImageMasks.of(folder, List.of())))
                .contains("astronaut_v2.json: is a second mask of one image, the first is "
                        + folder.resolve("astronaut.json"));
    }

    @Test
    void twoMasksOfOneImageAreRefusedFromSeveralFoldersToo() {
        image("astronaut.png");
        Path first = mkdir("old");
        Path second = mkdir("new");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "old/astronaut.png");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "new/astronaut.json");
        assertThat(refused(ImageMasks.of(folder, List.of(first, folder.resolve("./new")))))
                .isEqualTo(folder.resolve("./new/astronaut.json") + ": is a second mask of one image, the first is "
                        + first.resolve("astronaut.png") + "; the image is " + folder.resolve("astronaut.png"));
        assertThat(refused(ImageMasks.of(folder, List.of(second.resolve("astronaut.json"), first))))
                .contains("old/astronaut.png: is a second mask of one image");
    }

    @Test
    void aMaskThatIsGivenTwiceIsTakenOnce() {
        image("astronaut.png");
        Path masks = mkdir("masks");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "masks/astronaut.json");
        Path same = folder.resolve("masks/../masks/astronaut.json");
        assertThat(only(ImageMasks.of(folder, List.of(masks, same, masks))).file())
                .isEqualTo(masks.resolve("astronaut.json"));
    }

    @Test
    void otherJsonBesideTheImagesIsNoAnnotation() throws IOException {
        image("astronaut.png");
        copy("L16-annotation-of-another-name/photos/astronaut_v2.json", "astronaut_v2.json");
        Files.writeString(folder.resolve("settings.json"), "{\"shapes\": []}");
        Files.writeString(folder.resolve("notes.json"), "not JSON");
        Files.writeString(folder.resolve("list.json"), "[]");
        assertThat(only().file()).isEqualTo(folder.resolve("astronaut_v2.json"));
    }

    @Test
    void aFolderWithoutImagesIsLookedThroughBelow() {
        mkdir("train");
        mkdir("test");
        mkdir(".trash");
        image("train/astronaut.png");
        image("test/astronaut.png");
        image("test/other.png");
        image(".trash/astronaut.png");
        copy("L07-rectangle-of-four-points/photos/astronaut.json", "train/astronaut.json");
        copy("L13-masklabel-naming/photos/astronaut-masklabel.png", "test/astronaut_mask.png");
        ImageMasks masks = ImageMasks.of(folder, List.of(folder.resolve("train/astronaut.json")));
        assertThat(only(masks).imageFile()).isEqualTo(folder.resolve("train/astronaut.png"));
        ImageMasks beside = ImageMasks.of(folder.resolve("test"), List.of());
        assertThat(only(beside).imageFile()).isEqualTo(folder.resolve("test/astronaut.png"));
        assertThat(beside.unmasked(beside.read(new ArrayList<>(), warning -> {})))
                .containsExactly(folder.resolve("test/other.png"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 8})
    void aPaintedMaskLiesOnTheImageAsItIsSeenOrIsTurnedWithIt(int orientation) {
        Image upright = Image.filled(6, 4, 10, 20, 30);
        OrientedImages.png(folder.resolve("cup.png"), upright, orientation);
        boolean[] values = new boolean[24];
        values[1] = true;
        PixelMask painted = PixelMask.of(6, 4, values);
        Images.writePng(painted.image(), folder.resolve("cup.mask.png"));
        assertThat(only().mask(ShapeMode.AREA)).isEqualTo(painted);
        if (orientation < 5) return;
        Images.writePng(OrientedImages.stored(painted.image(), orientation), folder.resolve("cup.mask.png"));
        assertThat(only().mask(ShapeMode.AREA)).isEqualTo(painted);
    }

    private MaskedImage only() {
        return only(ImageMasks.of(folder, List.of()));
    }

    private static MaskedImage only(ImageMasks masks) {
        List<InputException> unusable = new ArrayList<>();
        List<MaskedImage> read = masks.read(unusable, warning -> {});
        assertThat(unusable).isEmpty();
        assertThat(read).hasSize(1);
        return read.get(0);
    }

    private static String refused(ImageMasks masks) {
        List<InputException> unusable = new ArrayList<>();
        masks.read(unusable, warning -> {});
        assertThat(unusable).hasSize(1);
        return unusable.get(0).getMessage();
    }

    private static String percent(MaskedImage image) {
        return String.format(
                java.util.Locale.ROOT, "%.1f", 100 * image.mask(ShapeMode.AREA).share());
    }

    private void image(String name) {
        Images.writePng(Image.filled(512, 512, 120, 90, 60), folder.resolve(name));
    }

    private Path mkdir(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(String resource, String to) {
        try {
            Files.copy(resource(resource), folder.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(ImageMasksTest.class.getResource("/field/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
