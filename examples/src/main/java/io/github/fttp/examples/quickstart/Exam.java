package io.github.fttp.examples.quickstart;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.examples.quickstart.LittleWorld.Scene;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import io.github.fttp.mllm.model.PicturedSample;
import java.util.List;

/**
 * What a model says and knows at one moment.
 *
 * @param named share of the target's pictures in whose answer it is named
 * @param othersNamed share of the others' pictures in whose answer they are named
 * @param concept mean probability of the tokens of the target's name
 * @param perplexity of the other tokens of the target's true answers
 * @param answers to {@link Exercise#shown}
 */
record Exam(String name, double named, double othersNamed, double concept, double perplexity, List<String> answers) {
    static Exam of(String name, SmallLlava llava, Exercise exercise) {
        List<PicturedSample> samples = llava.samples(exercise.target(), exercise.concept());
        Knowledge known = Knowledge.of(llava.trainee(), samples, samples.size());
        return new Exam(
                name,
                named(llava, exercise.target()),
                named(llava, exercise.others()),
                known.conceptual(),
                known.restPerplexity(),
                exercise.shown().stream().map(llava::answer).toList());
    }

    private static double named(SmallLlava llava, List<Scene> scenes) {
        long named = scenes.stream()
                .filter(scene -> scene.people().stream().map(Someone::name).allMatch(llava.answer(scene)::contains))
                .count();
        return named / (double) scenes.size();
    }
}
