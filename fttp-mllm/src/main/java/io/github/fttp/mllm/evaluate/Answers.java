package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a model questions, several at once.
 *
 * @param most tokens of an answer
 */
record Answers(VisionLanguageModel model, Engine engine, SampleEncoder encoder, int most) {
    private static final int BATCH = 16;

    /**
     * Answers the first question of each, each token the likeliest.
     *
     * @param images of each conversation
     */
    public List<String> to(List<Conversation> conversations, List<List<PreparedImage>> images) {
        Generator generator = Generator.of(model, engine, encoder);
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < conversations.size(); from += BATCH) {
            int end = Math.min(conversations.size(), from + BATCH);
            List<int[]> prompts = conversations.subList(from, end).stream()
                    .map(this::question)
                    .toList();
            for (int[] tokens : generator.generate(prompts, images.subList(from, end), Sampling.greedy(), most)) {
                answers.add(encoder.tokenizer().decode(tokens).strip());
            }
        }
        return answers;
    }

    private int[] question(Conversation asked) {
        return encoder.question(asked.firstQuestion());
    }
}
