package io.github.fttp.mllm.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import io.github.fttp.mllm.data.Prompt;
import io.github.fttp.mllm.qwen.QwenChat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prompts of Qwen2.5-VL: their text, of which tokens and stretches of text they are made, which spans are labelled. */
final class QwenChatCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        List<Json> cases = spec.field("cases").items();
        for (int i = 0; i < cases.size(); i++) check("case " + i, cases.get(i), spec.field("special_tokens"), out);
    }

    private static void check(String name, Json row, Json special, Comparisons out) {
        List<Turn> turns = new ArrayList<>();
        String system = QwenChat.QWEN2_5_VL.system();
        for (Json message : row.field("messages").items()) {
            String text = text(message.field("content"));
            switch (message.field("role").text()) {
                case "system" -> system = text;
                case "user" -> turns.add(new Turn(Speaker.HUMAN, text));
                default -> turns.add(new Turn(Speaker.ASSISTANT, text));
            }
        }
        boolean numbered = flag(row, "add_vision_id");
        // As the template's own words, for an empty system message is one too.
        QwenChat chat = new QwenChat(QwenChat.QWEN2_5_VL.name(), system, true, numbered);
        Conversation conversation = new Conversation(name, List.of(), turns);
        Prompt prompt = flag(row, "add_generation_prompt") ? chat.question(conversation) : chat.prompt(conversation);
        Expanded expanded =
                new Expanded(prompt, row.optional("grids").map(Json::items).orElse(List.of()));
        out.equal(name + ".prompt", prompt.text(), row.field("prompt").text());
        out.equal(name + ".expanded", expanded.text(), row.field("expanded").text());
        out.equal(name + ".layout", expanded.layout(special), layout(row.field("layout")));
        out.equal(name + ".trained_codepoint", prompt.answers(), ExpectedValues.spans(row.field("trained_codepoint")));
        out.equal(
                name + ".trained_codepoint_expanded",
                expanded.answers(),
                ExpectedValues.spans(row.field("trained_codepoint_expanded")));
    }

    private static boolean flag(Json row, String name) {
        return row.optional(name).map(Json::flag).orElse(false);
    }

    private static String text(Json content) {
        if (!content.isArray()) return content.text();
        StringBuilder text = new StringBuilder();
        for (Json part : content.items()) {
            boolean isImage = part.field("type").text().equals("image");
            text.append(isImage ? Conversation.IMAGE : part.field("text").text());
        }
        return text.toString();
    }

    private static List<String> layout(Json field) {
        List<String> layout = new ArrayList<>();
        for (Json part : field.items()) {
            if (part.has("text")) {
                layout.add(part.field("text").text());
                continue;
            }
            int times = part.optional("times").map(each -> each.count(1)).orElse(1);
            layout.add(part.field("special").text() + " " + part.field("id").count(0) + " x " + times);
        }
        return layout;
    }

    /** A prompt whose images' tokens stand as often as they take positions. */
    private record Expanded(Prompt prompt, List<Json> grids) {
        private static final int SQUARED = 4;

        private int positions(int image) {
            List<Json> grid = grids.get(image).items();
            return grid.get(0).count(1) * grid.get(1).count(1) * grid.get(2).count(1) / SQUARED;
        }

        private static boolean isImage(Prompt.Part part) {
            return part.isToken() && part.text().equals(QwenChat.IMAGE);
        }

        String text() {
            StringBuilder text = new StringBuilder();
            int image = 0;
            for (Prompt.Part part : prompt.parts()) {
                text.append(isImage(part) ? part.text().repeat(positions(image++)) : part.text());
            }
            return text.toString();
        }

        List<String> layout(Json special) {
            List<String> layout = new ArrayList<>();
            int image = 0;
            for (Prompt.Part part : prompt.parts()) {
                if (!part.isToken()) {
                    layout.add(part.text());
                    continue;
                }
                int times = isImage(part) ? positions(image++) : 1;
                layout.add(part.text() + " " + special.field(part.text()).count(0) + " x " + times);
            }
            return layout;
        }

        List<TextSpan> answers() {
            return prompt.answers().stream().map(this::moved).toList();
        }

        /** By the images' tokens that come in before it. */
        private TextSpan moved(TextSpan span) {
            int by = 0;
            int image = 0;
            for (Prompt.Part part : prompt.parts()) {
                if (!isImage(part)) continue;
                int more = (positions(image++) - 1) * part.text().length();
                if (part.span().start() < span.start()) by += more;
            }
            return span.shifted(by);
        }
    }
}
