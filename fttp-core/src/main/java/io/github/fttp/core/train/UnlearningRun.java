package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Mean;
import io.github.fttp.core.method.SelectiveMethod;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.Turns;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.method.WeightMask;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One run of what an {@link Unlearner} was told: the loop over steps, with its checkpoints and listeners. */
final class UnlearningRun<S> {
    private final Unlearner<S> plan;
    private final Training training;
    private final List<S> samples;
    private final TrainableModel<S> trainable;
    private final List<ParameterGroup> groups;
    private final int total;
    private final long begun = System.nanoTime();
    private boolean checkpointed;
    private WeightMask mask = WeightMask.all();

    UnlearningRun(Unlearner<S> plan, List<S> samples) {
        this.plan = plan;
        training = plan.training;
        this.samples = samples;
        trainable = plan.trainable;
        groups = trainable.groups();
        total = plan.total(samples.size());
    }

    RunSummary run() {
        return plan.method instanceof WeightEdit edit ? edit(edit) : train();
    }

    private DataPasses<S> passes() {
        return new DataPasses<>(
                trainable, samples, plan.retain, training.batch(), training.seed(), training.checkpointsGradients());
    }

    /** Changes weights at once: there are no steps to tell of. */
    private RunSummary edit(WeightEdit edit) {
        tell(listener -> listener.started(plan.plan(samples)));
        try (DataPasses<S> passes = passes()) {
            edit.edit(passes);
            requireFiniteWeights(0);
        } catch (Diverged e) {
            throw told(e);
        }
        RunSummary summary =
                new RunSummary(RunSummary.End.STEPS, 0, seconds(begun), "it changed weights at once, by the data");
        tell(listener -> listener.finished(summary));
        return summary;
    }

    private Diverged told(Diverged e) {
        RunSummary summary = new RunSummary(RunSummary.End.DIVERGED, e.steps(), seconds(begun), e.getMessage());
        tell(listener -> listener.finished(summary));
        return e;
    }

    /** The weights that may change in steps on forget data; chosen of those that the run begins with. */
    private WeightMask mask() {
        if (!(plan.method instanceof SelectiveMethod selective) || !plan.saliency.equals(WeightMask.all())) {
            return plan.saliency;
        }
        try (DataPasses<S> passes = passes()) {
            return selective.choose(passes);
        }
    }

    private RunSummary train() {
        TrainingMethod method = plan.trainingMethod();
        mask = mask();
        Turns turns = plan.turns(samples.size());
        Map<String, String> settings = plan.settings(samples.size());
        boolean scalesChange = method.changeScale() != 1;
        try (Updates updates = new Updates(trainable.engine(), training.optimizer(), groups);
                // Before a checkpoint is read: its weights are not those that the run began with.
                WeightChange change =
                        scalesChange ? trainable.change() : WeightChange.of(trainable.engine(), List.of())) {
            checkpointed = plan.resumes();
            Optional<String> reached =
                    checkpointed ? RunCheckpoint.read(plan.checkpoint, groups, updates, settings) : Optional.empty();
            // A run that failed within an accumulated step left the gradients of its first batches.
            for (ParameterGroup group : groups) group.parameters().forEach(Parameter::clearGradient);
            int first = updates.steps();
            tell(listener -> listener.started(new RunPlan(settings, samples.size(), first, total)));
            Batches<S> forgetting = new Batches<>(samples, training.batch(), training.accumulate, training.seed());
            Batches<S> keeping = new Batches<>(plan.retain, training.batch(), training.accumulate, training.seed() + 1);
            // The forget data's seed: the answers meet the questions they belong to.
            Batches<S> answering =
                    new Batches<>(plan.alternatives, training.batch(), training.accumulate, training.seed());
            boolean interrupted = false;
            while (updates.steps() < total && reached.isEmpty() && !interrupted) {
                int before = updates.steps();
                StepData data = turns.at(before);
                int seen = turns.forgetSteps(before);
                boolean forgets = data != StepData.RETAIN;
                Step step = step(
                        updates,
                        data,
                        forgets ? forgetting.of(seen) : List.of(),
                        data == StepData.FORGET ? List.of() : keeping.of(turns.retainSteps(before)),
                        forgets ? answering.of(seen) : List.of(),
                        before / (double) turns.epoch());
                tell(listener -> listener.stepped(step));
                if (plan.evaluateEvery > 0 && turns.isDue(step.number(), plan.evaluateEvery)) {
                    Map<String, Double> measurements = plan.evaluation.apply(step.number());
                    tell(listener -> listener.evaluated(step.number(), measurements));
                }
                if (turns.isDue(step.number(), 1)) reached = plan.goal.reached(step);
                interrupted = reached.isEmpty() && plan.stop.isRequested() && step.number() < total;
                // At the end as well: what the caller does behind it may take long, and be killed.
                boolean last = reached.isPresent() || interrupted || step.number() == total;
                boolean due = plan.checkpoint != null
                        && (last || step.number() == 1 || step.number() % plan.checkpointEvery == 0);
                if (due || last) requireFiniteWeights(step.number());
                if (due) {
                    RunCheckpoint.write(plan.checkpoint, groups, updates, settings, reached);
                    checkpointed = true;
                }
            }
            if (scalesChange && !interrupted) change.scale(method.changeScale());
            RunSummary summary = summary(updates.steps(), reached, interrupted);
            tell(listener -> listener.finished(summary));
            return summary;
        } catch (Diverged e) {
            throw told(e);
        }
    }

    private RunSummary summary(int steps, Optional<String> reached, boolean interrupted) {
        if (reached.isPresent()) {
            return new RunSummary(RunSummary.End.CHANCE_REACHED, steps, seconds(begun), reached.get());
        }
        if (interrupted) {
            String why = "interrupted at step " + steps + " of " + total;
            return new RunSummary(RunSummary.End.INTERRUPTED, steps, seconds(begun), why);
        }
        String why = "it was to make " + total + (total == 1 ? " step" : " steps")
                + (trainsNothing() ? ", at a learning rate of 0: nothing was trained" : "");
        return new RunSummary(RunSummary.End.STEPS, steps, seconds(begun), why);
    }

    /** By its rate, or since a warm-up begins at 0 and the run ends with it. */
    private boolean trainsNothing() {
        return IntStream.range(0, total)
                .allMatch(step -> training.optimizer().rate() * training.schedule.factor(step, total) == 0);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    private Step step(
            Updates updates,
            StepData data,
            List<List<S>> forgetting,
            List<List<S>> keeping,
            List<List<S>> answering,
            double epoch) {
        long since = System.nanoTime();
        int number = updates.steps() + 1;
        WeightMask allowed = data == StepData.RETAIN ? WeightMask.all() : mask;
        boolean clipsFirst = plan.method instanceof SelectiveMethod selective && selective.clipsFirst();
        int batches = data == StepData.RETAIN ? keeping.size() : forgetting.size();
        List<List<S>> kept = new ArrayList<>();
        for (int i = 0; i < batches && !keeping.isEmpty(); i++) kept.add(keeping.get(i % keeping.size()));
        StepBatches<S> toForget = StepBatches.of(trainable, forgetting);
        // A batch to keep that goes with several batches to forget counts as often as it is used.
        StepBatches<S> toKeep = StepBatches.of(trainable, kept);
        StepBatches<S> answers = StepBatches.of(trainable, answering);
        KnowledgeSums sums = new KnowledgeSums();
        Map<String, Mean> measurements = new TreeMap<>();
        double scheduled = training.schedule.factor(updates.steps(), total);
        double lossOfStep = 0;
        double norm = 0;
        for (int i = 0; i < batches; i++) {
            long random = Batches.mix(training.seed(), (long) number * training.accumulate + i) & ~1L;
            try (Tape tape = training.checkpointsGradients()
                    ? Tape.checkpointing(trainable.engine())
                    : Tape.recording(trainable.engine())) {
                Terms terms = new StepTerms(
                        tape,
                        data,
                        random,
                        toForget.get(i, tape, random),
                        toKeep.get(i, tape, random | 1),
                        answers.get(i, tape, random));
                if (data != StepData.RETAIN) {
                    Elements elements = terms.forget();
                    sums.add(elements);
                    elements.figures().forEach((name, value) -> measurements.merge(name, value, Mean::plus));
                }
                Var loss = plan.trainingMethod().loss(terms);
                lossOfStep += loss.value().scalar();
                requireFinite(lossOfStep, number, "loss");
                if (training.fuses())
                    norm = updates.stepWhile(scheduled, complete -> tape.backward(loss, allowed.before(complete)));
                else tape.backward(loss);
            }
        }
        if (!training.fuses()) {
            if (clipsFirst) norm = updates.gradientNorm();
            groups.forEach(group -> group.parameters().forEach(allowed::apply));
            if (!clipsFirst) norm = updates.gradientNorm();
        }
        requireFinite(norm, number, "gradient norm");
        if (!training.fuses()) {
            updates.step(
                    scheduled, training.clip == Double.POSITIVE_INFINITY ? 1 : Updates.clipping(norm, training.clip));
        }
        double rate = training.optimizer().rate() * scheduled * groups.get(0).rateFactor();
        Knowledge known = sums.knowledge();
        return new Step(
                number,
                total,
                epoch,
                lossOfStep,
                known.conceptLoss(),
                known.restLoss(),
                known.conceptProbability(),
                known.restProbability(),
                known.mentionProbability(),
                known.conceptual(),
                known.natural(),
                known.intervals(),
                rate,
                norm,
                seconds(since),
                Memory.peakResident(),
                values(measurements));
    }

    private static Map<String, Double> values(Map<String, Mean> means) {
        Map<String, Double> values = new TreeMap<>();
        means.forEach((name, mean) -> values.put(name, mean.value()));
        return values;
    }

    private void requireFiniteWeights(int step) {
        for (ParameterGroup group : groups) {
            for (Parameter parameter : group.parameters()) {
                double squares = trainable.engine().sumOfSquares(parameter.value());
                requireFinite(squares, step, "weight " + parameter.name());
            }
        }
    }

    private void requireFinite(double value, int step, String what) {
        if (Double.isFinite(value)) return;
        for (ParameterGroup group : groups) group.parameters().forEach(Parameter::clearGradient);
        throw new Diverged(
                step, what + " is " + value, plan.checkpoint == null ? "no checkpoint was asked for" : lastGood());
    }

    private String lastGood() {
        return checkpointed ? "the last good checkpoint is " + plan.checkpoint : "no checkpoint was due yet";
    }

    private void tell(Consumer<RunListener> message) {
        plan.listeners.forEach(message);
    }
}
