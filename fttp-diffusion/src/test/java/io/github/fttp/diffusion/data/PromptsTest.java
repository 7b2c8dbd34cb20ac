package io.github.fttp.diffusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.pipeline.Gallery;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptsTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void aTablesColumnsArePromptsAndSeeds() {
        Prompts prompts = Prompts.read(resource("S14-csv-prompts/prompts.csv"));
        assertThat(prompts.texts()).containsExactly("a picture of Mira Volk, smiling", "a picture of a lamp");
        assertThat(prompts.all().stream().map(prompt -> prompt.seed().orElse(-1)))
                .containsExactly(4219L, 1377L);
        assertThat(prompts.haveSeeds()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "case_number,prompt,evaluation_seed\n0,\"a lamp, \"\"lit\"\"\",7\n1,a cup,8\n",
                "\uFEFFcase_number,prompt,evaluation_seed\r\n0,\"a lamp, \"\"lit\"\"\",7\r\n1,a cup,8",
                "\uFEFF\"evaluation_seed\",\"Prompt\"\n7,\"a lamp, \"\"lit\"\"\"\n\n8.0,a cup\n",
                "prompt;seed\n\"a lamp, \"\"lit\"\"\";7\na cup;8\n",
                "prompt\tsd_seed\n\"a lamp, \"\"lit\"\"\"\t7\na cup\t8\n",
                ",prompt,seed\n0, \"a lamp, \"\"lit\"\"\" ,7\n1, a cup, 8\n"
            })
    void tablesMayBeWrittenInManyWays(String text) throws IOException {
        for (String name : List.of("prompts.csv", "prompts.txt")) {
            Prompts prompts = Prompts.read(write(name, text));
            assertThat(prompts.texts()).containsExactly("a lamp, \"lit\"", "a cup");
            assertThat(prompts.all().stream().mapToLong(prompt -> prompt.seed().orElse(-1)))
                    .containsExactly(7L, 8L);
        }
    }

    /** Flickr8k's file, among others. */
    @ParameterizedTest
    @ValueSource(
            strings = {"image,caption\na.jpg,a lamp\nb.jpg,a cup\n", "file_name\ttext\na.jpg\ta lamp\nb.jpg\ta cup\n"})
    void aTextWhoseHeaderNamesImagesAndCaptionsIsATable(String text) throws IOException {
        assertThat(Prompts.read(write("captions.txt", text)).texts()).containsExactly("a lamp", "a cup");
    }

    @Test
    void theHeaderOfTheOnlyColumnIsNoPrompt() throws IOException {
        assertThat(Prompts.read(write("prompts.txt", "\uFEFFprompt\na lamp, lit\na cup\n"))
                        .texts())
                .containsExactly("a lamp, lit", "a cup");
        assertThat(Prompts.read(write("prompts.tsv", "prompt\na lamp, lit\na cup\n"))
                        .texts())
                .containsExactly("a lamp, lit", "a cup");
        assertThat(Prompts.read(write("one.txt", "prompt\n")).texts()).containsExactly("prompt");
    }

    @Test
    void aFieldMayHoldLineEnds() throws IOException {
        Prompts prompts =
                Prompts.read(write("prompts.csv", "prompt,classes\n\"a lamp\non a table\",thing\na cup,thing\n"));
        assertThat(prompts.texts()).containsExactly("a lamp\non a table", "a cup");
        assertThat(prompts.haveSeeds()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a lamp\\na cup|has no column prompt (or text, or caption): its first line, the header, is [a lamp]",
                "prompt,seed\\na lamp, lit,7|line 2 has 3 fields, the header has 2",
                "prompt,seed\\n a lamp|line 2 has 1 fields, the header has 2",
                "prompt,seed\\n ,7|line 2 has an empty prompt",
                "prompt,seed\\na lamp,red|line 2: seed is \"red\", expected a whole number of at least 0",
                "prompt,seed\\na lamp,-1|line 2: seed is \"-1\", expected a whole number of at least 0",
                "prompt,Prompt\\na lamp,a cup|has two columns prompt",
                "prompt,seed\\n\"a lamp,7|is no CSV: ",
                "prompt,seed|holds no prompt"
            })
    void tablesThatAreNoneAreRefused(String text, String message) throws IOException {
        Path file = write("prompts.csv", text.replace("\\n", "\n"));
        assertThatThrownBy(() -> Prompts.read(file))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(file + ": " + message)
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1);
    }

    @Test
    void aTextHasAPromptALine() throws IOException {
        Prompts prompts = Prompts.read(write("prompts.txt", "\uFEFFa prompt, a good one\n\n  a cup \r\n"));
        assertThat(prompts.texts()).containsExactly("a prompt, a good one", "a cup");
        assertThat(prompts.all().get(1)).extracting(Prompt::place).isEqualTo("line 3");
    }

    @Test
    void promptsAreMatchedToImagesInFolders() {
        Path metadata = resource("S13-metadata-with-folders/set/metadata.jsonl");
        Prompts prompts = Prompts.read(metadata);
        Path train = metadata.resolveSibling("train");
        assertThat(of(prompts, List.of(train.resolve("coffee.png"), train.resolve("astronaut.png"))))
                .containsExactly("a drawing of a lamp", "a drawing of Mira Volk");
        // The images lie elsewhere.
        assertThat(of(prompts, List.of(folder.resolve("coffee.png")))).containsExactly("a drawing of a lamp");
        assertThatThrownBy(() -> of(prompts, List.of(folder.resolve("cup.png"))))
                .hasMessage(metadata + ": has no prompt for cup.png");
    }

    @Test
    void foldersTellImagesOfOneNameApart() throws IOException {
        Path metadata = write("metadata.csv", "file_name,text\ntrain\\1.png,a lamp\n./test/1.png,a cup\n");
        Prompts prompts = Prompts.read(metadata);
        assertThat(of(
                        prompts,
                        Stream.of("test/1.png", "train/1.png", "elsewhere/train/1.png")
                                .map(folder::resolve)
                                .toList()))
                .containsExactly("a cup", "a lamp", "a lamp");
        assertThatThrownBy(() -> of(prompts, List.of(folder.resolve("1.png"))))
                .hasMessage(metadata + ": has several prompts that may be of " + folder.resolve("1.png")
                        + ": [train\\1.png, ./test/1.png]");
        assertThatThrownBy(() -> of(
                        Prompts.read(write("metadata.csv", "file_name,text\n1.png,a lamp\n./1.png,a cup\n")),
                        List.of(folder.resolve("1.png"))))
                .hasMessageEndingWith("line 3 has a second prompt for ./1.png");
    }

    @Test
    void withoutNamesThereIsOnePromptOrOneForEach() throws IOException {
        List<Path> two = List.of(folder.resolve("1.png"), folder.resolve("2.png"));
        assertThat(of(Prompts.read(write("prompts.txt", "a lamp")), two)).containsExactly("a lamp", "a lamp");
        assertThat(of(Prompts.read(write("prompts.csv", "prompt,seed\na lamp,1\na cup,2")), two))
                .containsExactly("a lamp", "a cup");
        assertThatThrownBy(() -> of(Prompts.read(write("prompts.txt", "a\nb\nc")), two))
                .hasMessageEndingWith("prompts.txt: has 3 prompts for 2 images, expected one or as many");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"prompt\": \"a lamp\", \"seed\": 3},\n {\"prompt\": \"a cup\"}]",
                "[\n{\"prompt\": \"a lamp\", \"seed\": 3},\n{\"prompt\": \"a cup\"}\n]\n",
                "{\"prompt\": \"a lamp\", \"seed\": 3}\n\n{\"text\": \"a cup\"}\n"
            })
    void jsonIsReadWhateverItIsCalled(String text) throws IOException {
        for (String name : List.of("prompts.json", "prompts.jsonl", "prompts.ndjson", "prompts.txt")) {
            Prompts prompts = Prompts.read(write(name, text));
            assertThat(prompts.texts()).containsExactly("a lamp", "a cup");
            assertThat(prompts.all().get(0).seed()).hasValue(3);
        }
        assertThat(Prompts.read(write("prompts.json", "[\"a lamp\", \"a cup\"]"))
                        .texts())
                .containsExactly("a lamp", "a cup");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b.png\": \"of b\", \"a.png\": \"of a\"}",
                "{\n  \"b\": \"of b\",\n  \"a\": \"of a\"\n}\n",
                "{\"/data/train/b\": {\"caption\": \"of b\", \"tags\": \"x\"}, \"/data/train/a\": {\"caption\": \"of a\"}}"
            })
    void anObjectHasPromptsByTheImagesNames(String text) throws IOException {
        List<Path> images = List.of(folder.resolve("a.png"), folder.resolve("b.png"));
        for (String name : List.of("meta.json", "prompts.jsonl", "prompts.txt")) {
            assertThat(of(Prompts.read(write(name, text)), images)).containsExactly("of a", "of b");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": {\"tags\": \"x\"}}|a is an object, expected the prompt of the image of this name: a text, or an object with a caption",
                "{\"images\": [1, 2]}|images is an array of 2, expected the prompt of the image",
                "{\"file_name\": \"a.png\"}|line 1: text is missing",
                "{}|holds no prompt"
            })
    void anObjectThatHasNoPromptsIsRefused(String text, String message) throws IOException {
        assertThatThrownBy(() -> Prompts.read(write("meta.json", text)))
                .isInstanceOf(BadData.class)
                .hasMessageContaining(message);
    }

    @Test
    void aDamagedObjectIsRefusedWhereTheDamageIs() throws IOException {
        Path meta = write("meta.json", "{\n  \"a\": {\"caption\": \"of a\"},\n  \"b\": {\"caption\": \"of b\"},\n}\n");
        assertThatThrownBy(() -> Prompts.read(meta))
                .isInstanceOf(BadData.class)
                .hasMessageStartingWith(meta + ": ")
                .hasMessageContaining("line 4");
        Path lines = write("prompts.jsonl", "{\"text\": \"a lamp\"}\n{\"text\": \"a cup\",}\n");
        assertThatThrownBy(() -> Prompts.read(lines)).hasMessageContaining("prompts.jsonl line 2: ");
        assertThat(Prompts.read(write("one.json", "{\n  \"text\": \"a lamp\"\n}"))
                        .texts())
                .containsExactly("a lamp");
    }

    @Test
    void bracesThatNoJsonBeginsWithAreAPrompts() throws IOException {
        for (String first : List.of(
                "[a lamp:1.2], lit", "{red|blue} cup", "{{lamp}} in a room", "[{a|b}], x", "[\"cat\" and dog:0.5]")) {
            assertThat(Prompts.read(write("prompts.txt", first + "\na cup")).texts())
                    .containsExactly(first, "a cup");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_name", "image", "filename", "image_path", "path", "file"})
    void imagesAreNamedInColumnsOfManyNames(String column) throws IOException {
        List<Path> images = List.of(folder.resolve("a.png"), folder.resolve("b.png"));
        Path table = write("prompts.csv", column + ",caption\nb.png,of b\na.png,of a\n");
        assertThat(of(Prompts.read(table), images)).containsExactly("of a", "of b");
        Path lines = write("prompts.jsonl", """
                {"%1$s": "b.png", "text": "of b"}
                {"%1$s": "a.png", "text": "of a"}
                """.formatted(column));
        assertThat(of(Prompts.read(lines), images)).containsExactly("of a", "of b");
    }

    /** Dealt out by order, the first prompt would be of a.png. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "photo,caption\nphotos/b.png,of b\nphotos/a.png,of a",
                "nr,photo,caption\n0,b,of b\n1,a,of a",
                "image,photo,caption\n,b.png,of b\n,a.png,of a",
                "image_id,photo,caption\n1,b.png,of b\n2,a.png,of a",
                "photo,caption\nB.PNG,of b\nA.PNG,of a",
                "rank,photo,name,caption\n2,b.png,b,of b\n1,a.png,a,of a",
                "{\"photo\": \"b.png\", \"text\": \"of b\"}\n{\"photo\": \"a.png\", \"text\": \"of a\"}",
                "[{\"photo\": \"b\", \"text\": \"of b\"}, {\"photo\": \"a\", \"text\": \"of a\"}]"
            })
    void aColumnOfAnyNameIsKnownByTheImagesInIt(String text) throws IOException {
        Path file = write(text.contains("{") ? "prompts.jsonl" : "prompts.csv", text);
        assertThat(of(Prompts.read(file), List.of(folder.resolve("a.png"), folder.resolve("b.png"))))
                .containsExactly("of a", "of b");
        assertThat(warnings).containsExactly(file + ": its column photo names the images");
    }

    @Test
    void twoColumnsThatNameTheImagesMustAgree() throws IOException {
        Path file = write("prompts.csv", "before,after,caption\na.png,b.png,x\nb.png,a.png,y");
        assertThatThrownBy(() -> of(Prompts.read(file), List.of(folder.resolve("a.png"), folder.resolve("b.png"))))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": has two columns that name the images, before and after, with different prompts"
                        + " for a.png: call the one that counts file_name");
    }

    /** As in COCO, and as a count: the prompts are dealt out by order, and nothing is refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "image_id,caption\n139,one\n285,two",
                "key,caption\n0,one\n1,two",
                "{\"image_id\": 139, \"text\": \"one\"}\n{\"image_id\": 285, \"text\": \"two\"}"
            })
    void wholeNumbersNameNoImages(String text) throws IOException {
        Path file = write(text.contains("{") ? "prompts.jsonl" : "prompts.csv", text);
        List<Path> images = List.of(folder.resolve("000000000139.jpg"), folder.resolve("000000000285.jpg"));
        assertThat(of(Prompts.read(file), images)).containsExactly("one", "two");
        assertThat(warnings).isEmpty();
    }

    @Test
    void wholeNumbersThatMayNameTheImagesInAnotherOrderAreSaid() throws IOException {
        List<Path> images = List.of(folder.resolve("1.png"), folder.resolve("2.png"));
        assertThat(of(Prompts.read(write("prompts.csv", "rank,caption\n2,one\n1,two")), images))
                .containsExactly("one", "two");
        assertThat(warnings).singleElement().asString().contains("its column rank is of whole numbers");
        warnings.clear();
        of(Prompts.read(write("prompts.csv", "rank,caption\n1,one\n2,two")), images);
        assertThat(warnings).isEmpty();
        // Under a name that says so they are names, and so are numbers that begin with zeros.
        assertThat(of(Prompts.read(write("prompts.csv", "file,caption\n2,of 2\n1,of 1")), images))
                .containsExactly("of 1", "of 2");
        List<Path> padded = List.of(folder.resolve("01.png"), folder.resolve("02.png"));
        assertThat(of(Prompts.read(write("prompts.csv", "nr,caption\n02,of 2\n01,of 1")), padded))
                .containsExactly("of 1", "of 2");
    }

    @Test
    void namesMayDifferInUpperAndLowerCaseWhereNoneIsExact() throws IOException {
        Prompts prompts = Prompts.read(
                write("metadata.csv", "file_name,text\nA.png,upper\na.png,lower\nB.JPG,of b\ntrain/C,c1\ntest/C,c2"));
        assertThat(of(
                        prompts,
                        Stream.of("a.png", "A.png", "b.jpg", "Train/C.PNG", "Test/C.png")
                                .map(folder::resolve)
                                .toList()))
                .containsExactly("lower", "upper", "of b", "c1", "c2");
        assertThatThrownBy(() -> of(prompts, List.of(folder.resolve("a.PNG"))))
                .hasMessageContaining("has several prompts that may be of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photo,caption\nb.png,x\nc.png,y", "photo,caption\nb,x\nc,y"})
    void aColumnThatNamesSomeOfTheImagesIsNotPassedOver(String text) throws IOException {
        Path file = write("prompts.csv", text);
        assertThatThrownBy(() -> of(Prompts.read(file), List.of(folder.resolve("a.png"), folder.resolve("b.png"))))
                .isInstanceOf(BadData.class)
                .hasMessage(file + ": has no prompt for a.png: its column photo names images, b.png for one");
    }

    @Test
    void aColumnOfClassesNamesNoImages() throws IOException {
        Path file = write("prompts.csv", "class,caption\ncat,one\ncat,two\n");
        assertThat(of(Prompts.read(file), List.of(folder.resolve("cat.png"), folder.resolve("cat2.png"))))
                .containsExactly("one", "two");
    }

    @Test
    void imagesMayBeObjectsWithAPath() throws IOException {
        Path lines = write("prompts.jsonl", "{\"image\": {\"bytes\": null, \"path\": \"a.png\"}, \"text\": \"of a\"}");
        assertThat(of(Prompts.read(lines), List.of(folder.resolve("a.png")))).containsExactly("of a");
    }

    @Test
    void columnsThatNameNoImageAreNoneWhereNoneIsNeeded() throws IOException {
        assertThat(Prompts.read(write("prompts.csv", "prompt,image,seed\na lamp,,1\n"))
                        .texts())
                .containsExactly("a lamp");
        Path lines = write("prompts.jsonl", """
                {"text": "a lamp", "image": ["a.png"]}
                {"text": "a cup", "image": {"bytes": null, "path": null}}
                {"text": "a hat", "file": 3}
                """);
        assertThat(Prompts.read(lines).texts()).containsExactly("a lamp", "a cup", "a hat");
    }

    @Test
    void promptsOfNoImageAreSaid() throws IOException {
        Path metadata = write("metadata.csv", "file_name,text\na.png,a lamp\nsub/b.png,a cup\nc.avif,a house\n");
        of(Prompts.read(metadata), List.of(folder.resolve("a.png")));
        assertThat(warnings)
                .containsExactly(metadata + ": 2 of 3 prompts are of no image that is used: sub/b.png, c.avif");
    }

    @Test
    void promptsOfImagesInAnotherFolderAreNotMissed() throws IOException {
        for (String image : List.of("train/a.png", "train/more/b.png", "test/c.png")) {
            Files.createDirectories(folder.resolve(image).getParent());
            Files.createFile(folder.resolve(image));
        }
        Path metadata = write(
                "metadata.csv", "file_name,text\ntrain/a.png,a lamp\ntrain/more/b.png,a cup\ntest\\c.png,a hat\n");
        of(Prompts.read(metadata), List.of(folder.resolve("train/a.png")));
        assertThat(warnings)
                .containsExactly(metadata + ": 1 of 3 prompts are of no image that is used: train/more/b.png");
    }

    @Test
    void aNameThatNoFileCanHaveIsOfNoImage() throws IOException {
        Path metadata = write("metadata.jsonl", """
                {"file_name": "a.png", "text": "a lamp"}
                {"file_name": "b\\u0000.png", "text": "a cup"}
                """);
        of(Prompts.read(metadata), List.of(folder.resolve("a.png")));
        assertThat(warnings).singleElement().asString().contains("1 of 2 prompts are of no image that is used");
    }

    @Test
    void anOrderThatIsNotThatOfNumbersIsSaid() throws IOException {
        Prompts prompts = Prompts.read(write("prompts.txt", "one\nten\ntwo"));
        of(prompts, Stream.of("1.png", "10.png", "2.png").map(folder::resolve).toList());
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("in the order of the images' names, in which 2.png is not");
        warnings.clear();
        of(prompts, Stream.of("01.png", "02.png", "10.png").map(folder::resolve).toList());
        assertThat(warnings).isEmpty();
    }

    @Test
    void theLargestSeedIsOneAsOthers() throws IOException {
        Prompts.Prompt lamp = Prompts.read(write("prompts.txt", "a lamp")).all().get(0);
        assertThat(lamp.requests(Long.MAX_VALUE, 2))
                .extracting(Gallery.Request::seed)
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    private List<String> of(Prompts prompts, List<Path> images) {
        return prompts.of(images, warnings::add);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path resource(String name) {
        try {
            return Path.of(PromptsTest.class.getResource("/field/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
