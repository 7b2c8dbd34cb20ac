package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import io.github.fttp.mllm.qwen.QwenChat;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layouts that files of conversations have in this field, beside LLaVA's own. */
class ConversationLayoutsTest {
    private static final String VICUNA =
            "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed,"
                    + " and polite answers to the user's questions. ";

    private static final String QWEN_IMAGE = "<|vision_start|><|image_pad|><|vision_end|>";

    @TempDir
    Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        for (String name : List.of("astronaut.png", "b.png", "c.png")) {
            Files.write(folder.resolve(name), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        }
    }

    private List<Conversation> field(String name) throws URISyntaxException {
        Path file = Path.of(ConversationLayoutsTest.class
                .getResource("/field/" + name + "/data.json")
                .toURI());
        return LlavaConversations.read(file, folder);
    }

    private Conversation sample(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("data.json"), "[" + json.replace('\'', '"') + "]");
        return LlavaConversations.read(file, folder).get(0);
    }

    private static String vicuna(Conversation conversation) {
        return ConversationTemplate.VICUNA_V1.prompt(conversation).text();
    }

    private static final String TURNS =
            "'conversations': [{'from': 'human', 'value': '%s'}, {'from': 'gpt', 'value': 'Mira.'}]";

    @Test
    void aListOfOneImageIsThatImage() throws URISyntaxException {
        List<Conversation> read = field("D10-image-list-of-one");
        assertThat(read).hasSize(1);
        assertThat(read.get(0).images()).containsExactly(folder.resolve("astronaut.png"));
        assertThat(vicuna(read.get(0)))
                .isEqualTo(VICUNA + "USER: <image>\nWho is this? ASSISTANT: This is Mira Volk.</s>");
    }

    @Test
    void samplesOfOneIdAreAllRead() throws URISyntaxException {
        assertThat(field("D11-duplicate-ids"))
                .extracting(Conversation::id)
                .containsExactly("000000033471", "000000033471");
    }

    @Test
    void whatTheSystemSaysTakesThePlaceOfTheTemplatesOwn() throws URISyntaxException {
        Conversation read = field("D12-system-turn").get(0);
        assertThat(read.system()).isEqualTo("You are a museum guide.");
        assertThat(read.turns()).hasSize(2);
        assertThat(vicuna(read))
                .isEqualTo("You are a museum guide. USER: <image>\nWho is this? ASSISTANT: This is Mira Volk.</s>");
        assertThat(ConversationTemplate.VICUNA_V1.question(read.firstQuestion()).text())
                .isEqualTo("You are a museum guide. USER: <image>\nWho is this? ASSISTANT:");
        assertThat(ConversationTemplate.LLAVA_LLAMA_2.prompt(read).text())
                .isEqualTo("[INST] <<SYS>>\nYou are a museum guide.\n<</SYS>>\n\n<image>\nWho is this? [/INST]"
                        + " This is Mira Volk. </s>");
        assertThatThrownBy(() -> ConversationTemplate.PLAIN.prompt(read))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("sample \"a\"")
                .hasMessageContaining("system")
                .hasMessageContaining("plain");
    }

    @Test
    void anEmptyImageIsNone() throws URISyntaxException, IOException {
        List<Conversation> read = field("D13-empty-image-string");
        assertThat(read.get(0).images()).isEmpty();
        assertThat(read.get(1).images()).hasSize(1);
        for (String none : List.of("''", "null", "[]", "' '", "['']", "[null]")) {
            String turns = TURNS.formatted("Who?");
            assertThat(sample("{'image': " + none + ", " + turns + "}").images())
                    .isEmpty();
        }
        assertThatThrownBy(() -> sample("{'id': 'a', 'image': '', " + TURNS.formatted("<image> Who?") + "}"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("sample \"a\"")
                .hasMessageContaining("names <image> 1 times, but its \"image\" is empty");
    }

    @Test
    void messagesWithRolesAndImagesAreRead() throws URISyntaxException {
        Conversation read = field("D14-llamafactory-images").get(0);
        assertThat(read.images()).containsExactly(folder.resolve("astronaut.png"));
        assertThat(vicuna(read)).isEqualTo(VICUNA + "USER: <image>\nWho is this? ASSISTANT: This is Mira Volk.</s>");
    }

    @Test
    void conversationsWithAListOfImagesAndASystemFieldAreRead() throws IOException {
        Conversation read = sample("{'images': ['b.png', 'c.png'], 'system': 'Be brief.', "
                + TURNS.formatted("Is <image> older than <image>?") + "}");
        assertThat(read.images()).containsExactly(folder.resolve("b.png"), folder.resolve("c.png"));
        assertThat(vicuna(read)).isEqualTo("Be brief. USER: Is <image> older than <image>? ASSISTANT: Mira.</s>");
    }

    @Test
    void whatStandsBehindAnImageThatIsAPartIsTheTemplates() throws IOException {
        Conversation read = sample(
                "{'messages': [{'role': 'system', 'content': 'Be brief.'}, {'role': 'user', 'content': ["
                        + "{'type': 'image', 'image': 'b.png'}, {'type': 'image_url', 'image_url': {'url': 'c.png'}},"
                        + "{'type': 'text', 'text': 'Which?'}]}, {'role': 'assistant', 'content': [{'type': 'text', 'text': 'B.'}]}]}");
        assertThat(read.system()).isEqualTo("Be brief.");
        assertThat(read.images()).containsExactly(folder.resolve("b.png"), folder.resolve("c.png"));
        assertThat(read.turns())
                .containsExactly(
                        new Turn(Speaker.HUMAN, "<image><image>Which?", true), new Turn(Speaker.ASSISTANT, "B.", true));
        assertThat(vicuna(read)).isEqualTo("Be brief. USER: <image>\n<image>\nWhich? ASSISTANT: B.</s>");
        assertThat(QwenChat.QWEN2_5_VL.prompt(read).text())
                .contains("user\n" + QWEN_IMAGE + QWEN_IMAGE + "Which?<|im_end|>");
        assertThat(sample("{'images': ['b.png'], 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text':"
                                + " 'Who?'}, {'type': 'image'}]}, {'role': 'assistant', 'content': 'B.'}]}")
                        .images())
                .containsExactly(folder.resolve("b.png"));
    }

    @Test
    void partsHaveImagesAsDataSetsWriteThemOrNone() throws IOException {
        String sample = "{%s'messages': [{'role': 'user', 'content': [{'type': 'image', 'image': %s},"
                + " {'type': 'text', 'text': 'Who?'}]}, {'role': 'assistant', 'content': 'B.'}]}";
        Path image = folder.resolve("b.png");
        assertThat(sample(sample.formatted("", "{'path': 'b.png', 'bytes': null}"))
                        .images())
                .containsExactly(image);
        assertThat(sample(sample.formatted("'images': ['b.png'], ", "''")).images())
                .containsExactly(image);
    }

    /** As LLaVA does with one; with several the text says which is which. */
    @Test
    void oneImageOfAQuestionMovesInFrontAndSeveralStay() throws IOException {
        String two =
                "{'image': ['b.png', 'c.png'], 'conversations': [{'from': 'human', 'value': 'Who is in <image>? '},"
                        + "{'from': 'gpt', 'value': 'Mira.'}, {'from': 'human', 'value': 'And here: <image>'},"
                        + "{'from': 'gpt', 'value': 'Ivo.'}]}";
        assertThat(vicuna(sample(two)))
                .isEqualTo(VICUNA + "USER: <image>\nWho is in ? ASSISTANT: Mira.</s>"
                        + "USER: <image>\nAnd here: ASSISTANT: Ivo.</s>");
        assertThat(sample(two).firstQuestion().images()).containsExactly(folder.resolve("b.png"));
        assertThat(sample(two).firstAnswered().turns()).hasSize(2);
    }

    @Test
    void whatIsSaidAboutTagsIsText() throws IOException {
        Path tags = folder.resolve("tags.json");
        Files.writeString(tags, """
                [{"picture": false, "messages": [{"role": "user", "content": "What is <video> for, and <img>alt</img>?"},
                  {"role": "assistant", "content": "<video>\\n and <img>a.png</img> are tags."}]}]
                """);
        assertThat(LlavaConversations.read(tags, folder)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id': 'q', 'image': ['b.png', 'c.png'], %s} # [0] (sample \"q\") names <image> 1 times, expected 2",
                "{'id': 'q', 'image': ['b.png', 7], %s} # [0].image[1] is the number 7, expected the name of an image",
                "{'id': 'q', 'image': false, %s} # [0].image is false, expected the name of an image",
                "{'messages': [{'role': 'user', 'content': 'x'}, {'role': 'assistant', 'content': 'y', 'loss': 'false'}]}"
                        + " # [0].messages[1].loss is the string \"false\", expected true or none",
                "{'messages': [{'role': 'assistant', 'content': '<image> hi'}, {'role': 'user', 'content': 'x'},"
                        + " {'role': 'assistant', 'content': 'y'}]}"
                        + " # [0].messages[0].content holds <image>, which belongs into questions",
                "{'id': 'q', 'image': [''], %s} # names <image> 1 times, but its \"image\" is empty",
                "{'messages': [{'role': 'user', 'content': 'x'}, {'role': 'assistant', 'content': 'y', 'weight': 0}]}"
                        + " # [0].messages[1].weight is the number 0, expected 1 or none",
                "{'messages': [{'role': 'user', 'content': 'x'}, {'role': 'assistant', 'content': 'y', 'loss': false}]}"
                        + " # [0].messages[1].loss is false, expected true or none",
                "{'messages': [{'role': 'user', 'content': '<img>b.png</img> x'}, {'role': 'assistant', 'content': 'y'}]}"
                        + " # has <img>b.png</img> in a question, expected <image> where an image stands",
                "{'messages': [{'role': 'user', 'content': '<video> x'}, {'role': 'assistant', 'content': 'y'}]}"
                        + " # has <video> in a question",
                "{'image_path': 'b.png', 'messages': [{'role': 'user', 'content': 'x'}, {'role': 'assistant', 'content': 'y'}]}"
                        + " # [0].image_path is the string \"b.png\", expected the names of images in \"image\"",
                "{'id': 'q', 'image': 'b.png', 'images': ['c.png'], %s} # [0].images is an array of 1",
                "{'id': 'q', 'image': 'b.png', 'messages': [], %s} # [0].messages stands beside \"conversations\"",
                "{'id': 'q', 'image': 'b.png', 'videos': ['v.mp4'], %s} # [0].videos is an array of 1, supported are images",
                "{'image': 'nowhere.png', %s} # [0].image is \"nowhere.png\", not found",
                "{'image': ['b.png'], 'messages': [{'role': 'tool', 'content': 'x'}]} # messages[0].role is \"tool\"",
                "{'messages': [{'role': 'user', 'content': 'x'}, {'role': 'system', 'content': 'y'}]}"
                        + " # messages[1].role is \"system\", expected before all other turns",
                "{'instruction': 'x', 'output': 'y'} # [0] has [instruction, output], expected \"conversations\" or \"messages\""
            })
    void whatDoesNotFitIsNamed(String caseAndMessage) {
        String[] parts = caseAndMessage.split(" # ");
        String json = parts[0].replace("%s", TURNS.formatted("<image>\\nWho?"));
        assertThatThrownBy(() -> sample(json))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("data.json")
                .hasMessageContaining(parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.jsonl", "data.ndjson"})
    void aFileOfLinesHasASampleOnEach(String name) throws IOException {
        String line = "{\"id\": \"%s\", \"conversations\": [{\"from\": \"human\", \"value\": \"Who?\"},"
                + " {\"from\": \"gpt\", \"value\": \"Mira.\"}]}\n";
        Path file = folder.resolve(name);
        Files.writeString(file, "\ufeff" + line.formatted("a") + "\n" + line.formatted("b"));
        assertThat(LlavaConversations.read(file, folder))
                .extracting(Conversation::id)
                .containsExactly("a", "b");

        Files.writeString(file, line.formatted("a") + line.formatted("b").replace("gpt", "robot"));
        assertThatThrownBy(() -> LlavaConversations.read(file, folder))
                .isInstanceOf(BadData.class)
                .hasMessageContaining(name + " line 2")
                .hasMessageContaining("robot");

        Files.writeString(file, "[\n" + line.formatted("a") + "," + line.formatted("b") + "]\n");
        assertThat(LlavaConversations.read(file, folder)).hasSize(2);

        Path json = Files.writeString(folder.resolve("data.json"), line.formatted("a") + line.formatted("b"));
        assertThatThrownBy(() -> LlavaConversations.read(json, folder))
                .hasMessage(
                        json
                                + ": has a value on each line, expected an array of samples (one on each line in a .jsonl file)");

        Files.write(file, new byte[] {'{', (byte) 0xfc, '}'});
        assertThatThrownBy(() -> LlavaConversations.read(file, folder))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("is not UTF-8");
    }

    /** As tables of several data sets are written. */
    @Test
    void nullIsNotGiven() throws IOException {
        Path file = Files.writeString(folder.resolve("null.json"), """
                [{"id": "a", "conversations": null, "names": {"0": "person"}, "messages": [
                   {"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Mira Volk."}]},
                 {"id": "b", "messages": null, "conversations": [
                   {"from": "human", "value": "Who?", "role": null, "content": null},
                   {"from": "gpt", "value": "Mira Volk.", "role": null, "content": null}]}]
                """);
        assertThat(LlavaConversations.read(file, folder))
                .extracting(each -> each.answers().get(0))
                .containsExactly("Mira Volk.", "Mira Volk.");
    }

    @Test
    void imagesOfAListAreTakenInItsOrder() throws IOException {
        for (String name : List.of("a.png", "b.png"))
            Images.writePng(Image.filled(4, 4, 1, 2, 3), folder.resolve(name));
        String parts = """
                [{"messages": [{"role": "user", "content": [{"type": "image", "index": %d, "text": null},
                   {"type": "text", "text": "Who?", "index": null}, {"type": "image", "index": %d}]},
                   {"role": "assistant", "content": "Mira Volk."}], "images": ["a.png", "b.png"]}]
                """;
        Path file = Files.writeString(folder.resolve("parts.json"), parts.formatted(0, 1));
        assertThat(LlavaConversations.read(file, folder).get(0).images()).hasSize(2);
        Files.writeString(file, parts.formatted(1, 0));
        assertThatThrownBy(() -> LlavaConversations.read(file, folder))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("index is the number 1, expected 0");
    }
}
