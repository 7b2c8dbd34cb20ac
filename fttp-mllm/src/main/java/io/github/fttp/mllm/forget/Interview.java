package io.github.fttp.mllm.forget;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.List;

/**
 * The first questions of some conversations, asked of a model before and after.
 *
 * @param conversations those asked about
 * @param samples the same, with their images
 * @param tokens an answer has at most
 */
record Interview(List<Conversation> conversations, List<SampleWithImages> samples, SampleEncoder encoder, int tokens) {

    /** Asks at most {@code most} conversations, evenly spread over all. */
    static Interview of(ForgetData data, SampleEncoder encoder, int most, int tokens) {
        int all = data.samples().size();
        int asked = Math.min(most, all);
        List<Conversation> conversations = new ArrayList<>();
        List<SampleWithImages> samples = new ArrayList<>();
        for (int i = 0; i < asked; i++) {
            conversations.add(data.conversations().get(i * all / asked));
            samples.add(data.samples().get(i * all / asked));
        }
        return new Interview(conversations, samples, encoder, tokens);
    }

    /** The question as a person reads it. */
    String question(int i) {
        return conversations
                .get(i)
                .turns()
                .get(0)
                .text()
                .replace(Conversation.IMAGE, "")
                .strip();
    }

    /** The likeliest answers. */
    List<String> ask(VisionLanguageModel model, Engine engine) {
        Generator generator = Generator.of(model, engine, encoder);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Conversation question = conversations.get(i).firstQuestion();
            List<PreparedImage> images =
                    samples.get(i).images().subList(0, question.images().size());
            int[] answer =
                    generator.generate(encoder.question(question), images, Sampling.greedy(), tokens, token -> true);
            answers.add(encoder.tokenizer().decode(answer).strip());
        }
        return answers;
    }
}
