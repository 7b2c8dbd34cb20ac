package io.github.fttp.mllm.forget;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.AtChance;
import io.github.fttp.core.train.Interrupt;
import io.github.fttp.core.train.JsonLinesLog;
import io.github.fttp.core.train.Platform;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.TextLikeness;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One run of what a {@link Forgetting} was told, with everything that was opened for it. */
final class ForgettingRun {
    private final Forgetting settings;
    private final SampleSettings how;
    private final ForgetData data;
    private final Interview interview;
    private final Training course;
    private final Trained trained;
    private final RunLog.Recorder recorder = new RunLog.Recorder();
    private Map<String, Likeness> others = Map.of();
    private double chance;

    ForgettingRun(
            Forgetting settings,
            SampleSettings how,
            ForgetData data,
            Interview interview,
            Training course,
            Trained trained) {
        this.settings = settings;
        this.how = how;
        this.data = data;
        this.interview = interview;
        this.course = course;
        this.trained = trained;
    }

    Forgotten make() {
        Unlearner<SampleWithImages> run = Unlearner.of(trained.trainable())
                .method(settings.method.method())
                .training(course)
                .setting("engine", Platform.engineOnThreads(trained.trainable().engine()))
                .setting("method", settings.method)
                .setting("trains", settings.part())
                .retain(data.retain())
                .alternatives(data.alternatives())
                .setting("model", settings.open.folder().path().toAbsolutePath().normalize())
                .setting("concept", settings.concept + ", by " + how.matching())
                .setting("data", data.digest())
                .setting("held out", data.heldOut())
                .setting("prompts", how);
        Optional<AtChance<SampleWithImages>> goal = goal();
        goal.ifPresent(run::until);
        settings.until.ifPresent(run::until);
        run.stopOn(settings.stop);
        if (settings.unseen.every() > 0 && !data.unseen().isEmpty()) {
            run.evaluate(settings.unseen.every(), step -> measured().flat());
        }
        if (settings.results == null) run.listen(recorder);
        else
            settings.results.of(
                    run, course.checkpointEvery(), settings.open.folder().path());
        settings.listeners.forEach(run::listen);
        run.check(data.samples());
        Snapshot before = snapshot();
        others = likeness();
        chance = chance(goal, before);
        Supplier<Forgotten> work = () -> forget(run, goal, before);
        return settings.results == null ? work.get() : settings.results.exclusively(work);
    }

    private Forgotten forget(
            Unlearner<SampleWithImages> run, Optional<AtChance<SampleWithImages>> goal, Snapshot before) {
        run.listen(new RunListener() {
            @Override
            public void finished(RunSummary summary) {
                if (summary.end() == RunSummary.End.DIVERGED) unfinished(summary, before);
            }
        });
        double known = before.forget().mentionProbability();
        boolean nothing = goal.isPresent() && known <= goal.get().probability();
        RunSummary end = nothing ? nothingToForget(run, known, goal.get()) : steps(run, before);
        boolean complete = end.end() != RunSummary.End.INTERRUPTED && !nothing;
        Forgotten ended = forgotten(end, before, complete ? Optional.of(snapshot()) : Optional.empty());
        if (settings.results != null && end.end() != RunSummary.End.INTERRUPTED) {
            ended.write(settings.results, settings.merge, settings.oldNames);
        }
        return ended;
    }

    private Optional<AtChance<SampleWithImages>> goal() {
        boolean decides = settings.aim == null
                && settings.until.isEmpty()
                && !settings.training.isCounted()
                && settings.ascends();
        Forgetting.Aim chosen = decides ? AtChance::of : settings.aim;
        return Optional.ofNullable(chosen).map(each -> each.of(trained.trainable(), data.samples(), course.batch()));
    }

    /** Probability of a mention by a model that does not know it; NaN where nothing mentions it. */
    private double chance(Optional<AtChance<SampleWithImages>> goal, Snapshot before) {
        if (before.forget().mentions() == 0) return Double.NaN;
        return goal.orElseGet(() -> AtChance.of(trained.trainable(), data.samples(), course.batch()))
                .probability();
    }

    private RunSummary steps(Unlearner<SampleWithImages> run, Snapshot before) {
        return trained.trainable()
                .sparing(settings.method.method(), data.samples(), course.seed(), () -> made(run, before));
    }

    private RunSummary made(Unlearner<SampleWithImages> run, Snapshot before) {
        if (!settings.interruptible) return ended(run, before);
        try (Interrupt interrupt = new Interrupt()) {
            return ended(run.stopOn(interrupt.signal()), before);
        }
    }

    private RunSummary ended(Unlearner<SampleWithImages> run, Snapshot before) {
        RunSummary end = run.forget(data.samples());
        // Before the process may end.
        if (end.end() == RunSummary.End.INTERRUPTED) unfinished(end, before);
        return end;
    }

    /** Tells the log and who listens of a run of no steps. */
    private RunSummary nothingToForget(Unlearner<SampleWithImages> run, double known, AtChance<SampleWithImages> goal) {
        String reason = String.format(
                Locale.ROOT,
                "there is nothing to forget: the concept's mentions have probability %.3g before any step, and the run"
                        + " ends at %s",
                known,
                goal);
        RunSummary end = new RunSummary(RunSummary.End.NOTHING_TO_FORGET, 0, 0, reason);
        RunListener log = settings.results == null ? recorder : new JsonLinesLog(settings.results.log());
        RunPlan plan = run.plan(data.samples());
        if (settings.results != null)
            settings.results.begin(settings.open.folder().path(), plan.settings(), settings.open.engine());
        for (RunListener each : told(log)) {
            each.started(plan);
            each.finished(end);
        }
        return end;
    }

    private List<RunListener> told(RunListener log) {
        List<RunListener> all = new ArrayList<>(List.of(log));
        all.addAll(settings.listeners);
        return all;
    }

    private void unfinished(RunSummary end, Snapshot before) {
        if (settings.results != null) forgotten(end, before, Optional.empty()).writeReport(settings.results);
    }

    private Forgotten forgotten(RunSummary end, Snapshot before, Optional<Snapshot> after) {
        RunLog log = settings.results == null ? recorder.log() : RunLog.read(settings.results.log());
        ForgetReport report = new ForgetReport(
                settings.concept,
                settings.method,
                end,
                chance,
                others,
                before,
                after,
                log,
                interview,
                data,
                how.decoding());
        return new Forgotten(settings.open, trained, end, before, after, report);
    }

    private Snapshot snapshot() {
        return Snapshot.of(
                trained.trainable(),
                data,
                course.batch(),
                measured(),
                interview.ask(settings.open.model(), settings.open.engine()));
    }

    /** Compares the concept with the others that there is data of, for the model as it is. */
    private Map<String, Likeness> likeness() {
        Map<String, Likeness> likeness = new LinkedHashMap<>();
        if (data.others().isEmpty()) return likeness;
        SampleEncoder encoder = settings.open.folder().encoder(how.template());
        TextLikeness own =
                new TextLikeness(trained.trainable(), encoder, settings.concept, data.samples(), course.batch());
        for (Concept other : data.others()) {
            List<SampleWithImages> samples = data.unseen().get(DataSet.ofOther(other.name())).stream()
                    .map(each -> each.answered(encoder, other, how.matching()))
                    .toList();
            likeness.put(other.name(), own.to(other, samples));
        }
        return likeness;
    }

    /** Measures what the model knows of data that is not trained on. */
    private Measurements measured() {
        VisionLanguageSubject subject = new VisionLanguageSubject(
                trained.trainable(),
                settings.open.model(),
                settings.open.folder().encoder(how.template()),
                settings.concept,
                how.matching(),
                settings.answerTokens);
        return new Evaluation<>(TextMetrics.knowledge(), data.unseen()).measure(subject);
    }
}
