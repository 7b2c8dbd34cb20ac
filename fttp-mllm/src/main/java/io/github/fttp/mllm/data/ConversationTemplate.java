package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import java.util.List;
import java.util.Locale;

/** How questions and answers become one prompt; LLaVA's templates of these names, in its {@code conversation.py}. */
public enum ConversationTemplate implements ChatTemplate {
    /** LLaVA 1.5: {@code SYSTEM USER: q ASSISTANT: a</s>USER: ...}. */
    VICUNA_V1 {
        @Override
        void write(String system, List<Turn> turns, Prompt.Builder prompt) {
            prompt.text((system.isEmpty() ? VICUNA_SYSTEM : system) + " ");
            for (Turn turn : turns) {
                boolean answers = turn.speaker() == Speaker.ASSISTANT;
                prompt.text(answers ? "ASSISTANT:" : "USER:");
                if (turn.text().isEmpty()) continue;
                if (answers) prompt.answer(" " + turn.text(), END);
                else prompt.text(" " + turn.text() + " ");
            }
        }

        @Override
        void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt) {
            write(system, turns, prompt);
            prompt.text("ASSISTANT:");
        }
    },
    /** LLaVA on Llama 2: {@code [INST] <<SYS>> SYSTEM <</SYS>> q [/INST] a </s><s>[INST] ...}. */
    LLAVA_LLAMA_2 {
        @Override
        void write(String system, List<Turn> turns, Prompt.Builder prompt) {
            writeInstructions(system.isEmpty() ? LLAMA_SYSTEM : system, true, turns, prompt);
        }

        @Override
        void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt) {
            write(system, turns, prompt);
        }
    },
    /** LLaVA 1.6 on Mistral: {@code [INST] q [/INST] a </s>[INST] ...}, without words of its own before the first question. */
    MISTRAL_INSTRUCT {
        @Override
        void write(String system, List<Turn> turns, Prompt.Builder prompt) {
            writeInstructions(system, false, turns, prompt);
        }

        @Override
        void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt) {
            write(system, turns, prompt);
        }
    },
    /**
     * LLaVA on Qwen: {@code <|im_start|>system\nSYSTEM<|im_end|>\n<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n
     * a<|im_end|>\n}.
     */
    QWEN_1_5 {
        @Override
        void write(String system, List<Turn> turns, Prompt.Builder prompt) {
            ChatMl messages = new ChatMl(prompt);
            messages.message("system", system.isEmpty() ? ChatMl.SYSTEM : system);
            for (Turn turn : turns) {
                if (turn.speaker() == Speaker.HUMAN) messages.message("user", turn.text());
                else messages.answer(turn.text());
            }
        }

        @Override
        void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt) {
            write(system, turns, prompt);
            new ChatMl(prompt).beginAnswer();
        }

        @Override
        public String begin() {
            return "";
        }

        @Override
        public String end() {
            return ChatMl.END;
        }
    },
    /** Pre-training of the projector: the image, the answer, a line's end; the question is not looked at. */
    PLAIN {
        @Override
        void write(String system, List<Turn> turns, Prompt.Builder prompt) {
            for (Turn turn : turns) {
                if (turn.speaker() == Speaker.HUMAN) prompt.text(images(turn.text()));
                else prompt.answer(turn.text() + "\n", "");
            }
        }

        @Override
        void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt) {
            write(system, turns, prompt);
        }
    };

    private static final String BEGIN = "<s>";
    private static final String END = "</s>";

    private static final String VICUNA_SYSTEM =
            "A chat between a curious user and an artificial intelligence assistant. "
                    + "The assistant gives helpful, detailed, and polite answers to the user's questions.";
    private static final String LLAMA_SYSTEM = "You are a helpful language and vision assistant. You are able to "
            + "understand the visual content that the user provides, and assist the user with a variety of tasks using "
            + "natural language.";

    /** @param begins whether the begin token stands before each question but the first, where the encoder puts it */
    private static void writeInstructions(String system, boolean begins, List<Turn> turns, Prompt.Builder prompt) {
        String said = system.isEmpty() ? "" : "<<SYS>>\n" + system + "\n<</SYS>>\n\n";
        for (int i = 0; i < turns.size(); i++) {
            String text = turns.get(i).text();
            if (turns.get(i).speaker() == Speaker.HUMAN) {
                if (begins && i > 0) prompt.token(BEGIN);
                prompt.text("[INST] " + (i == 0 ? said : "") + text + " [/INST]");
            } else if (!text.isEmpty()) {
                prompt.answer(" " + text + " ", END);
            }
        }
    }

    /**
     * Finds one of LLaVA's templates.
     *
     * @param name whatever its case; empty for that of LLaVA 1.5
     * @throws BadData if none is called so, with those that are known
     */
    public static ChatTemplate named(String name) {
        return name.isEmpty() ? VICUNA_V1 : ChatTemplate.named(name, List.of(values()));
    }

    abstract void write(String system, List<Turn> turns, Prompt.Builder prompt);

    abstract void writeQuestion(String system, List<Turn> turns, Prompt.Builder prompt);

    @Override
    public Prompt prompt(Conversation conversation) {
        Prompt.Builder prompt = new Prompt.Builder();
        write(system(conversation), imagesFirst(conversation), prompt);
        return prompt.build();
    }

    @Override
    public Prompt question(Conversation conversation) {
        Prompt.Builder prompt = new Prompt.Builder();
        writeQuestion(system(conversation), imagesFirst(conversation), prompt);
        return prompt.build();
    }

    @Override
    public String begin() {
        return BEGIN;
    }

    @Override
    public String end() {
        return END;
    }

    private static String images(String text) {
        int named = (text.length() - text.replace(Conversation.IMAGE, "").length()) / Conversation.IMAGE.length();
        return Conversation.IMAGE.repeat(named);
    }

    private static String behindEach(String text) {
        return text.replace(Conversation.IMAGE, Conversation.IMAGE + "\n");
    }

    private String system(Conversation conversation) {
        if (this == PLAIN && !conversation.system().isEmpty()) {
            throw new BadData(
                    "sample \"" + conversation.id() + "\"",
                    "has a system turn, for which the template " + name().toLowerCase(Locale.ROOT) + " has no place");
        }
        return conversation.system();
    }

    /**
     * LLaVA moves a question's one image in front of it and strips what is left. Where a question names several, they stay
     * in their places, as in its later versions: there the text says which is which. An image that is a part by itself has a line's
     * end behind it.
     */
    private static List<Turn> imagesFirst(Conversation conversation) {
        if (conversation.images().isEmpty()) return conversation.turns();
        return conversation.turns().stream()
                .map(turn -> {
                    String rest = turn.text().replace(Conversation.IMAGE, "");
                    int images = (turn.text().length() - rest.length()) / Conversation.IMAGE.length();
                    if (images != 1) return turn.inParts() ? turn.text(behindEach(turn.text())) : turn;
                    String moved = Conversation.IMAGE + "\n" + rest.strip();
                    return turn.text(moved.strip());
                })
                .toList();
    }
}
