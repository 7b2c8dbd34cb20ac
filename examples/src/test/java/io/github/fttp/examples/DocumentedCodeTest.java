package io.github.fttp.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles the Java in README and in the how-to pages. */
class DocumentedCodeTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PROGRAMS = PROJECT.resolve("examples/src/it/consumer/src/main/java/consumer");
    private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("(?<![.\\w])[A-Z]\\w+");
    private static final Pattern TYPE = Pattern.compile("(?m)^public (?:class|record) (\\w+)");
    /** Names that several packages have. */
    private static final Map<String, String> MEANT = Map.of(
            "Setting", "io.github.fttp.core.method.Setting",
            "TrainedPart", "io.github.fttp.diffusion.train.TrainedPart",
            "List", "java.util.List",
            "Map", "java.util.Map",
            "Set", "java.util.Set",
            "Path", "java.nio.file.Path");
    /** Names that fragments use and leave to the reader. */
    private static final Map<String, String> GIVEN = Map.of(
            "mask", "io.github.fttp.core.mask.ElementMask",
            "probabilities", "float[]",
            "logits", "float[]",
            "labels", "int[]",
            "model", "io.github.fttp.mllm.VisionLanguage",
            "concept", "io.github.fttp.core.mask.Concept",
            "conversations", "List<io.github.fttp.mllm.data.Conversation>");

    @TempDir
    Path folder;

    static Stream<String> fragments() throws IOException {
        try (Stream<Path> pages = Files.list(PROJECT.resolve("docs"))) {
            return Stream.concat(Stream.of(PROJECT.resolve("README.md")), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .flatMap(page -> CODE.matcher(text(page)).results().map(code -> code.group(1)))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void compiles(String code) throws IOException {
        MatchResult type = TYPE.matcher(code).results().findFirst().orElse(null);
        String name = type == null ? "Fragment" : type.group(1);
        String unit = type == null ? "class Fragment { void run(" + given(code) + ") {\n" + code + "}}" : code;
        Path file = Files.writeString(
                folder.resolve(name + ".java"), code.startsWith("import ") ? code : imports(unit) + unit);
        StringWriter errors = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        errors,
                        null,
                        null,
                        List.of("-proc:none", "-d", folder.toString()),
                        null,
                        ToolProvider.getSystemJavaCompiler()
                                .getStandardFileManager(null, null, null)
                                .getJavaFileObjects(file))
                .call();
        assertThat(compiled).as(errors.toString()).isTrue();
    }

    @Test
    void readmeShowsAProgramOfTheConsumerProject() {
        String program = text(PROGRAMS.resolve("ForgetInLlava.java")).replace("package consumer;\n\n", "");
        assertThat(text(PROJECT.resolve("README.md"))).contains("```java\n" + program + "```");
    }

    /** The parameters that a fragment does not declare itself. */
    private static String given(String code) {
        return GIVEN.entrySet().stream()
                .filter(each -> !Pattern.compile("[\\w>] " + each.getKey() + " =")
                        .matcher(code)
                        .find())
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(joining(", "));
    }

    private static String imports(String code) throws IOException {
        StringBuilder imports = new StringBuilder();
        for (String name : new TreeSet<>(
                NAME.matcher(code).results().map(MatchResult::group).toList())) {
            imports.append(MEANT.containsKey(name) ? "import " + MEANT.get(name) + ";\n" : ours(name));
        }
        return imports.toString();
    }

    /** The import of a type of the library; empty for others. */
    private static String ours(String name) throws IOException {
        for (String module : List.of("fttp-core", "fttp-metrics", "fttp-mllm", "fttp-diffusion")) {
            Path sources = PROJECT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                Path found = files.filter(file -> file.endsWith(name + ".java"))
                        .findFirst()
                        .orElse(null);
                if (found == null) continue;
                String path = sources.relativize(found).toString();
                return "import "
                        + path.substring(0, path.length() - ".java".length()).replace('/', '.') + ";\n";
            }
        }
        return "";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
