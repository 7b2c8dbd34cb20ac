package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.examples.cli.MayBeEmpty;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Tests of each command, also of one that is yet to come: its help, its example, its answer to wrong usage. */
class CommandsTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^[A-Z][A-Za-z ]+:$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** All commands, built once: no line here does more than be parsed, and building them takes most of the time. */
    private static final CommandLine ALL = Main.commandLine();

    @TempDir
    Path folder;

    /** All commands, those of commands too: {@code sweep plan}. */
    static Set<String> commands() {
        Set<String> names = new TreeSet<>();
        ALL.getSubcommands().forEach((name, command) -> {
            names.add(name);
            command.getSubcommands().keySet().forEach(sub -> names.add(name + " " + sub));
        });
        return names;
    }

    private static CommandLine command(String name) {
        CommandLine command = ALL;
        for (String word : name.split(" ")) command = command.getSubcommands().get(word);
        return command;
    }

    static Stream<List<String>> asked() {
        return commands().stream()
                .flatMap(name -> Stream.of(
                        words(name + " --help"),
                        words(name + " -h"),
                        words("help " + name),
                        words(name + " --version")));
    }

    @ParameterizedTest
    @MethodSource("asked")
    void answersWithoutAnyOtherOption(List<String> line) {
        Said said = run(line);
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).startsWith(line.contains("--version") ? "fttp " : "Usage: fttp " + name(line));
    }

    @Test
    void helpWithoutACommandListsAll() {
        String help = run(List.of("--help")).out();
        assertThat(run(List.of("help")).out()).isEqualTo(help);
        for (String command : ALL.getSubcommands().keySet()) {
            assertThat(help).containsPattern("(?m)^  " + command + " +[A-Z]");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachOptionSaysWhatItIsAndWhatItsDefaultIs(String name) {
        CommandLine command = command(name);
        String help = run(words(name + " --help")).out();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String row = row(help, option);
            assertThat(String.join(" ", option.description()))
                    .as(option.longestName())
                    .isNotBlank();
            String byDefault = option.type().isPrimitive() ? option.defaultValueString() : option.defaultValue();
            if (byDefault == null || option.arity().max() == 0) continue;
            assertThat(row).contains("(default: " + (byDefault.isEmpty() ? "the empty prompt" : byDefault) + ").");
        }
        for (PositionalParamSpec each : command.getCommandSpec().positionalParameters()) {
            assertThat(String.join(" ", each.description()))
                    .as(each.paramLabel())
                    .isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void optionsStandUnderHeadings(String name) {
        String help = run(words(name + " --help")).out();
        String general = help.substring(help.indexOf("\nGeneral:"));
        assertThat(HEADING.matcher(general).results().map(each -> each.group()))
                .containsSubsequence("General:", "Example:");
        assertThat(optionsIn(general)).containsOnly("--stacktrace", "--help", "--version");
        assertThat(help).doesNotContainPattern("<[a-z]");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theExampleAtTheEndCanBeParsed(String name) {
        List<String> lines = lines(name);
        assertThat(lines.get(lines.size() - 2)).isEqualTo("Example:");
        List<String> words = words(lines.get(lines.size() - 1).strip());
        assertThat(words).startsWith("fttp").containsSubsequence(words(name));
        ALL.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void emptyValuesAreRefusedByName(String name) {
        List<String> example = example(name);
        for (OptionSpec option : command(name).getCommandSpec().options()) {
            boolean isText = Set.of(String.class, Path.class).contains(option.auxiliaryTypes()[0]);
            boolean mayBeEmpty = ((AnnotatedElement) option.userObject()).isAnnotationPresent(MayBeEmpty.class);
            if (!isText || mayBeEmpty) continue;
            for (String empty : List.of("", " ", "\t")) {
                Said said = run(with(example, option.longestName(), empty));
                assertThat(said.status()).isEqualTo(2);
                // One of a group may not go with those of the example, which is refused first.
                if (option.group() == null) assertThat(said.err()).startsWith(option.longestName() + " is empty");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void numbersOutOfRangeAreRefusedByName(String name) {
        List<String> example = example(name);
        for (OptionSpec option : command(name).getCommandSpec().options()) {
            boolean isWhole = Set.of(int.class, Integer.class).contains(option.type());
            boolean isReal =
                    Set.of(float.class, Float.class, double.class, Double.class).contains(option.type());
            if (option.group() != null || !isWhole && !isReal) continue;
            for (String value : isWhole ? List.of("-1", "-2147483648") : List.of("NaN", "-Infinity", "-1e30")) {
                Said said = run(with(example, option.longestName(), value));
                assertThat(said.status()).isEqualTo(2);
                String named = said.err().split(" ", 2)[0];
                assertThat(option.names()).as(said.err()).contains(named);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tokenizer", "--data", "--concept", "--alias", "--images"})
    void emptyValuesAreRefusedWhereTextsAreShown(String option) {
        List<String> words =
                new ArrayList<>(words("show-masks --tokenizer t --data d --concept c --alias a --images i"));
        words.set(words.indexOf(option) + 1, "");
        assertThat(run(words).err()).startsWith(option + " is empty" + System.lineSeparator() + "Usage: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forget-llava --mehtod ga|Unknown option: '--mehtod'; did you mean --method?",
                "forget-llava --lora_rank=4|Unknown option: '--lora_rank'; did you mean --lora-rank?",
                "forget-llava -method ga|Unknown option: '-method'; did you mean --method?",
                "forget-sd --conept lamp|Unknown option: '--conept'; did you mean --concept?",
                "forget-lava --model x|Unknown command: 'forget-lava'; did you mean forget-llava?",
                "help forget-sdd|Unknown command: 'forget-sdd'; did you mean forget-sd?",
                "generaet --model x|Unknown command: 'generaet'; did you mean generate?",
                "forget-llava --model m --data d --concept c --out o --method fttpp|did you mean fttp?",
                "make-world extra --out x|belongs to no option",
                "forget-llava --model x|Missing required options: '--data",
                "verify|Missing required parameter: 'FOLDER'",
                "show-masks --data d --concept c --out o|--data is for conversations, --out for images: give one",
                "show-masks --data d --concept c --latent 3|--data is for conversations, --latent for images: give one",
                "generate-sd --model m --prompt p --prompts f --out o|--prompt and --prompts exclude each other: give one",
                "sweep run --dir d --index=1 --worker|--worker and --index exclude each other: give one",
                "forget-llava --model x|'--concept=TEXT'",
                "forget-llava --steps 1 --steps 2|option '--steps' (N) should be specified only once",
            })
    void wrongUsageSaysWhatWasPerhapsMeantAndHowItIsUsed(String line, String message) {
        Said said = run(words(line));
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains(message).containsPattern("(?m)^Usage: fttp ");
        assertThat(said.err()).as("a name of the code").doesNotContainPattern("<[a-z]");
        assertThat(said.err().strip().lines()).hasSize(2);
    }

    @Test
    void nothingIsSuggestedWhereNothingIsNear() {
        assertThat(run(List.of("forget-llava", "--qwertyuiop", "1")).err())
                .startsWith("Unknown option: '--qwertyuiop'" + System.lineSeparator())
                .doesNotContain("did you mean");
    }

    @Test
    void usageNamesWhatIsNeeded() {
        assertThat(run(List.of("forget-sd")).err())
                .contains("Usage: fttp forget-sd --model DIR --images DIR --concept NAME --out DIR [OPTION...]");
        assertThat(run(List.of("generate-sd")).err()).contains("(--prompt TEXT | --prompts FILE)");
    }

    @Test
    void completesAllCommandsAndOptions() throws IOException, InterruptedException {
        Said said = run(List.of("completion"));
        assertThat(said.status()).isZero();
        assertThat(said.out())
                .startsWith("#!")
                .contains("complete -F _complete_fttp")
                .contains("'--method'");
        assertThat(said.out()).contains(ALL.getSubcommands().keySet());
        Path script = Files.writeString(folder.resolve("completion.sh"), said.out());
        if (!Files.exists(Path.of("/bin/bash"))) return;
        assertThat(new ProcessBuilder("/bin/bash", "-n", script.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** All that the help says of an option, in one line. */
    private static String row(String help, OptionSpec option) {
        Matcher row = Pattern.compile("(?ms)^ {2,6}(-\\S+, )*" + option.longestName() + "\\s.*?(?=^ {2,6}-|^$)")
                .matcher(help);
        assertThat(row.find()).as(option.longestName()).isTrue();
        return row.group().replaceAll("\\s+", " ");
    }

    private static List<String> lines(String name) {
        return run(words(name + " --help")).out().strip().lines().toList();
    }

    /** The words of a command's example behind the program's name. */
    private static List<String> example(String name) {
        List<String> lines = lines(name);
        List<String> words = words(lines.get(lines.size() - 1).strip());
        return words.subList(1, words.size());
    }

    /** The example with one option set to that value. */
    private static List<String> with(List<String> example, String option, String value) {
        List<String> words = new ArrayList<>(example);
        int at = words.indexOf(option);
        if (at < 0) words.addAll(List.of(option, value));
        else words.set(at + 1, value);
        return words;
    }

    private static String name(List<String> line) {
        boolean asked = line.get(0).equals("help") && !line.get(1).startsWith("-");
        return String.join(" ", asked ? line.subList(1, line.size()) : line.subList(0, line.size() - 1));
    }

    private static Set<String> optionsIn(String help) {
        Set<String> names = new TreeSet<>();
        Matcher matcher =
                Pattern.compile("(?m)^ .{4,5}(--[a-z0-9-]+)").matcher(help.substring(0, help.indexOf("Example:")));
        while (matcher.find()) names.add(matcher.group(1));
        return names;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        return words;
    }

    /** The output of a command. */
    private record Said(int status, String out, String err) {}

    private static Said run(List<String> line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ALL.setOut(new PrintWriter(out));
        ALL.setErr(new PrintWriter(err));
        int status = ALL.execute(line.toArray(String[]::new));
        return new Said(status, out.toString(), err.toString());
    }
}
