package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.cli.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Commands, options and links in README and in all pages. */
class DocumentationTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```");
    private static final Pattern CALL =
            Pattern.compile("(?m)(?:^|\\s)(?:fttp|java [^\n|]*-jar \\S*fttp-examples\\.jar) +(?!=)([^\n]+)");
    private static final Pattern INLINE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
    /** Options in the text that are other programs'. */
    private static final Set<String> OTHERS =
            Set.of("--enable-native-access", "--sun-misc-unsafe-memory-access", "--array");

    /** Commands that are others, depending on the model. */
    private static final Map<String, List<String>> ANY_FAMILY = Map.of(
            "forget", List.of("forget-llava", "forget-sd"),
            "generate", List.of("generate-llava", "generate-sd"),
            "evaluate", List.of("evaluate", "evaluate-sd"));

    private static final CommandLine ALL = Main.commandLine();

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(
                    Stream.of("README.md", "CONTRIBUTING.md", "fttp-bench/README.md")
                            .map(PROJECT::resolve),
                    docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandCanBeRunWithTheseOptions(Path page) {
        for (String line : calls(text(page))) {
            List<String> words = new ArrayList<>();
            WORD.matcher(line).results().map(MatchResult::group).forEach(word -> words.add(word.replace("\"", "")));
            List<String> refusals = ANY_FAMILY.getOrDefault(words.get(0), List.of(words.get(0))).stream()
                    .map(name -> refusal(name, words.subList(1, words.size())))
                    .toList();
            assertThat(refusals).as(line).contains("");
        }
    }

    /** Gives the message with which a command refuses its arguments; empty where it would run. */
    private static String refusal(String command, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(arguments);
        try {
            Parsed.require(ALL, line.toArray(String[]::new));
            return "";
        } catch (CommandLine.ParameterException e) {
            return e.getMessage();
        }
    }

    /** All but those of another program, which has options of its own. */
    static Stream<Path> pagesOfCommands() throws IOException {
        return pages().filter(page -> !page.endsWith("fttp-bench/README.md"));
    }

    @Test
    void commandsAreFound() throws IOException {
        assertThat(pages().flatMap(page -> calls(text(page)).stream())).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("pagesOfCommands")
    void everyOptionIsOneOfTheCommandThatStandsBesideItOrOfAny(Path page) {
        Set<String> known = new TreeSet<>(OTHERS);
        commands(ALL).forEach(each -> known.addAll(options(each)));
        for (String code :
                INLINE.matcher(text(page)).results().map(each -> each.group(1)).toList()) {
            CommandLine command =
                    ALL.getSubcommands().get(code.replaceFirst("^fttp ", "").split(" ")[0]);
            boolean isOne = command != null
                    && command.getCommandSpec().unmatchedArgsBindings().isEmpty()
                    && command.getSubcommands().isEmpty();
            Set<String> allowed = isOne ? options(command) : known;
            assertThat(OPTION.matcher(code.replaceAll("\"[^\"]*\"", ""))
                            .results()
                            .map(MatchResult::group))
                    .as(code)
                    .isSubsetOf(allowed);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        for (String link :
                LINK.matcher(text(page)).results().map(each -> each.group(1)).toList()) {
            if (link.startsWith("http")) continue;
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(target).as(link).exists();
            if (parts.length == 2) assertThat(anchors(target)).as(link).contains(parts[1]);
        }
    }

    /** Finds calls of the program in blocks and within the text, and gives what stands behind its name. */
    private static List<String> calls(String page) {
        List<String> calls = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(page).results().toList()) {
            if (!block.group(1).isEmpty() && !block.group(1).matches("sh|bash")) continue;
            String joined = block.group(2).replaceAll("\\\\\n\\s*", "").replaceAll("(?m)\\s+#.*$", "");
            CALL.matcher(joined).results().map(call -> call.group(1)).forEach(calls::add);
        }
        String prose = BLOCK.matcher(page).replaceAll("");
        INLINE.matcher(prose)
                .results()
                .map(each -> each.group(1))
                .filter(code -> code.startsWith("fttp ") && code.contains(" --") && !code.contains("..."))
                .forEach(code -> calls.add(code.substring("fttp ".length())));
        return calls.stream().map(call -> call.replaceAll("\\s+[|>&;].*$", "")).toList();
    }

    private static Stream<CommandLine> commands(CommandLine all) {
        return Stream.concat(
                Stream.of(all), all.getSubcommands().values().stream().flatMap(DocumentationTest::commands));
    }

    private static Set<String> options(CommandLine command) {
        return command.getCommandSpec().optionsMap().keySet();
    }

    /** Anchors as GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
