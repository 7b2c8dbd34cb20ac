package io.github.fttp.examples.quickstart;

import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.train.Step;
import io.github.fttp.examples.quickstart.LittleWorld.Scene;
import io.github.fttp.examples.report.Html;
import io.github.fttp.examples.report.LinePlot;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The models side by side, on the console and as a page. */
record QuickstartReport(Exercise exercise, List<Exam> exams, List<Step> fttp, List<Step> ga, PictureReport pictures) {
    private static final String TARGET = Exercise.TARGET.name();

    void print(PrintStream to) {
        to.printf(
                "%n%-8s %24s %22s %20s %24s%n",
                "",
                "named in unseen pictures",
                "other characters named",
                "concept probability",
                "perplexity of the rest");
        for (Exam exam : exams) {
            to.printf(
                    "%-8s %24s %22s %20s %24s%n",
                    exam.name(),
                    percent(exam.named()),
                    percent(exam.othersNamed()),
                    digits(2, exam.concept()),
                    digits(4, exam.perplexity()));
        }
        for (int i = 0; i < exercise.shown().size(); i++) {
            Scene scene = exercise.shown().get(i);
            to.printf("%n%s  (%s)%n", scene.question(), scene.answer());
            for (Exam exam : exams)
                to.printf("  %-8s %s%n", exam.name(), exam.answers().get(i));
        }
        to.println();
        pictures.print(to);
    }

    void write(Path file) {
        Html page = Html.page("Forgetting " + TARGET)
                .paragraph("A small LLaVA was taught six invented characters, then made to forget one from "
                        + exercise.forgetting().size() + " pictures with answers, alone and beside others: by FTTP "
                        + "(ascent on the tokens of the name, descent on the others) and, from the same start and with "
                        + "the same settings, by plain gradient ascent. Pictures below were never seen in training.");
        List<List<String>> rows = new ArrayList<>();
        for (Exam exam : exams) {
            rows.add(List.of(
                    Html.cell(exam.name()),
                    Html.number(percent(exam.named())),
                    Html.number(percent(exam.othersNamed())),
                    Html.number(digits(2, exam.concept())),
                    Html.number(digits(4, exam.perplexity()))));
        }
        page.section("What it knows")
                .table(
                        List.of(
                                "",
                                "named (" + exercise.target().size() + " pictures)",
                                "others named (" + exercise.others().size() + ")",
                                "concept probability",
                                "perplexity of the rest"),
                        rows);
        page.section("Along the steps")
                .plot(plot("Conceptual knowledge (probability of the name)", Step::conceptualKnowledge))
                .plot(plot("Natural knowledge (probability of the other words)", Step::naturalKnowledge));
        List<List<String>> answers = new ArrayList<>();
        for (int i = 0; i < exercise.shown().size(); i++) {
            Scene scene = exercise.shown().get(i);
            List<String> row = new ArrayList<>();
            row.add(Html.picture(Pictures.png(scene.picture()), "image/png", scene.answer()));
            row.add(Html.cell(scene.question()));
            for (Exam exam : exams) row.add(Html.cell(exam.answers().get(i)));
            answers.add(row);
        }
        page.section("Answers").table(List.of("picture", "question", "before", "FTTP", "GA"), answers);
        pictures.addTo(page);
        page.write(file);
    }

    private LinePlot plot(String title, ToDoubleFunction<Step> value) {
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

    private static String digits(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "g", value);
    }
}
