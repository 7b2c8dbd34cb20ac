package io.github.fttp.examples.quickstart;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.examples.quickstart.LittleWorld.Scene;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import io.github.fttp.examples.report.Html;
import io.github.fttp.examples.report.LinePlot;
import io.github.fttp.mllm.model.PicturedSample;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Teaches a small LLaVA who six invented characters are, then forgets one: by FTTP and, from the same start, by plain GA. */
@Command(
        name = "quickstart",
        description = "Teach a small model six characters, forget one by FTTP and by GA, and report.")
public final class Quickstart implements Callable<Integer> {
    private static final Someone TARGET = LittleWorld.PEOPLE.get(0);
    /** Varied enough that what they have in common is the character. */
    private static final int FORGET_SCENES = 32;

    @Option(
            names = "--out",
            defaultValue = "quickstart",
            description = "folder of the report (default: ${DEFAULT-VALUE})")
    Path out;

    @Option(names = "--teaching-steps", defaultValue = "450", description = "(default: ${DEFAULT-VALUE})")
    int teachingSteps;

    @Option(names = "--steps", defaultValue = "60", description = "of forgetting (default: ${DEFAULT-VALUE})")
    int steps;

    /** What a model says and knows at one moment. */
    private record State(
            String name, double named, double othersNamed, double concept, double perplexity, List<String> answers) {}

    @Override
    public Integer call() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + Refusal.reason(e), e);
        }
        LittleWorld world = new LittleWorld(1);
        List<Scene> teaching = new ArrayList<>();
        for (Someone who : LittleWorld.PEOPLE) teaching.addAll(world.scenes(who, 200));
        List<Scene> forgetting = world.scenes(TARGET, FORGET_SCENES);
        List<Scene> unseen = world.scenes(TARGET, 10);
        List<Scene> others = new ArrayList<>();
        for (Someone who : LittleWorld.PEOPLE) if (!who.equals(TARGET)) others.addAll(world.scenes(who, 6));
        Concept concept = Concept.of(TARGET.name());

        try (Engine engine = Engines.best().engine();
                SmallLlava llava = new SmallLlava(engine, out, teaching, 7)) {
            List<PicturedSample> lessons =
                    teaching.stream().map(scene -> llava.sample(scene, concept)).toList();
            System.out.println("teaching " + LittleWorld.PEOPLE.size() + " characters ...");
            Unlearner.of(llava.trainee())
                    .method(new GradientDescent())
                    .optimizer(AdamW.rate(3e-3))
                    .schedule("cosine 0.05", Schedule.cosine(0.05))
                    .clip(1)
                    .batch(16)
                    .steps(teachingSteps)
                    .listen(new Progress())
                    .forget(lessons);
            Map<String, float[]> taught = llava.snapshot();
            State before = state("before", llava, unseen, others, concept);

            List<PicturedSample> samples = forgetting.stream()
                    .map(scene -> llava.sample(scene, concept))
                    .toList();
            List<Step> fttpSteps = forget(llava, new Fttp(0.3f, 1), samples);
            State fttp = state("FTTP", llava, unseen, others, concept);
            llava.restore(taught);
            List<Step> gaSteps = forget(llava, new GradientAscent(), samples);
            State ga = state("GA", llava, unseen, others, concept);

            List<State> states = List.of(before, fttp, ga);
            print(states, unseen);
            report(states, unseen, fttpSteps, gaSteps);
        }
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        return 0;
    }

    private List<Step> forget(SmallLlava llava, UnlearningMethod method, List<PicturedSample> samples) {
        List<Step> seen = new ArrayList<>();
        Unlearner.of(llava.trainee())
                .method(method)
                .optimizer(AdamW.rate(6e-5).decay(0))
                .batch(4)
                .steps(steps)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        seen.add(step);
                    }
                })
                .forget(samples);
        return seen;
    }

    private static State state(String name, SmallLlava llava, List<Scene> target, List<Scene> others, Concept concept) {
        List<String> answers = target.stream().map(llava::answer).toList();
        long named = answers.stream()
                .filter(answer -> answer.contains(TARGET.name()))
                .count();
        long othersNamed = others.stream()
                .filter(scene -> llava.answer(scene).contains(scene.who().name()))
                .count();
        List<PicturedSample> samples =
                target.stream().map(scene -> llava.sample(scene, concept)).toList();
        Knowledge known = Knowledge.of(llava.trainee(), samples, samples.size());
        return new State(
                name,
                named / (double) target.size(),
                othersNamed / (double) others.size(),
                known.conceptual(),
                known.restPerplexity(),
                answers);
    }

    private static void print(List<State> states, List<Scene> unseen) {
        System.out.printf(
                "%n%-8s %24s %22s %20s %24s%n",
                "",
                "named in unseen pictures",
                "other characters named",
                "concept probability",
                "perplexity of the rest");
        for (State state : states) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %23.0f%% %21.0f%% %20.2g %24.4g%n",
                    state.name(),
                    100 * state.named(),
                    100 * state.othersNamed(),
                    state.concept(),
                    state.perplexity());
        }
        for (int i = 0; i < 3; i++) {
            System.out.printf(
                    "%n%s  (%s)%n", unseen.get(i).question(), unseen.get(i).answer());
            for (State state : states)
                System.out.printf("  %-8s %s%n", state.name(), state.answers().get(i));
        }
        System.out.println();
    }

    private void report(List<State> states, List<Scene> unseen, List<Step> fttp, List<Step> ga) {
        Html page = Html.page("Forgetting " + TARGET.name())
                .paragraph("A small LLaVA was taught six invented characters, then made to forget one from "
                        + FORGET_SCENES + " pictures with "
                        + "answers: by FTTP (ascent on the tokens of the name, descent on the others) and, from the same "
                        + "start, by plain gradient ascent. Pictures below were never seen in training.");
        List<List<String>> rows = new ArrayList<>();
        for (State state : states) {
            rows.add(List.of(
                    Html.cell(state.name()),
                    Html.number(percent(state.named())),
                    Html.number(percent(state.othersNamed())),
                    Html.number(String.format(Locale.ROOT, "%.2g", state.concept())),
                    Html.number(String.format(Locale.ROOT, "%.4g", state.perplexity()))));
        }
        page.section("What it knows")
                .table(
                        List.of(
                                "",
                                "named (" + unseen.size() + " pictures)",
                                "others named",
                                "concept probability",
                                "perplexity of the rest"),
                        rows);
        page.section("Along the steps")
                .plot(plot("Conceptual knowledge (probability of the name)", fttp, ga, Step::conceptualKnowledge))
                .plot(plot("Natural knowledge (probability of the other words)", fttp, ga, Step::naturalKnowledge));
        List<List<String>> answers = new ArrayList<>();
        for (int i = 0; i < unseen.size(); i++) {
            List<String> row = new ArrayList<>();
            row.add(Html.picture(
                    png(unseen.get(i).picture()), "image/png", unseen.get(i).answer()));
            row.add(Html.cell(unseen.get(i).question()));
            for (State state : states) row.add(Html.cell(state.answers().get(i)));
            answers.add(row);
        }
        page.section("Answers").table(List.of("picture", "question", "before", "FTTP", "GA"), answers);
        page.write(out.resolve("report.html"));
    }

    private static LinePlot plot(String title, List<Step> fttp, List<Step> ga, ToDoubleFunction<Step> value) {
        return new LinePlot(title, "optimiser step", List.of(line("FTTP", fttp, value), line("GA", ga, value)));
    }

    private static LinePlot.Series line(String name, List<Step> steps, ToDoubleFunction<Step> value) {
        return new LinePlot.Series(
                name,
                steps.stream().mapToDouble(Step::number).toArray(),
                steps.stream().mapToDouble(value).toArray());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }

    private static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }

    /** A line every fiftieth step. */
    private static final class Progress implements RunListener {
        @Override
        public void stepped(Step step) {
            if (step.number() % 50 == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "  step %d of %d, loss %.3f, %.0f ms%n",
                        step.number(),
                        step.of(),
                        step.loss(),
                        1000 * step.seconds());
            }
        }
    }
}
