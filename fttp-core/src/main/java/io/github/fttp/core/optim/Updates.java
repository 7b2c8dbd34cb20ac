package io.github.fttp.core.optim;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.SquareSum;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An optimiser at work on the parameters of a run: owns its state. */
public final class Updates implements AutoCloseable {
    /** Elements of gradients that may wait on a GPU, 32 MiB, so that small ones are used up by one launch. */
    private static final long WAITING = 1 << 23;

    private final Engine engine;
    private final Optimizer optimizer;
    /** Where the counters lie: read and written at each step, which a GPU would have to be waited for. */
    private final Pool counters = new Pool();

    private final List<Slot> slots = new ArrayList<>();
    /** Their matrices, for all steps. */
    private final Map<StepProjection, Tensor> projections = new IdentityHashMap<>();

    private final long waiting;
    private int steps;

    /** @param made how many steps this parameter made, one value: fewer than the run where it had no gradient */
    private record Slot(Parameter parameter, ParameterGroup group, Tensor[] state, Tensor made) {}

    /** A step that a parameter is to take. */
    private record Due(Slot slot, ParameterStep step) {
        Tensor value() {
            return slot.parameter().value();
        }
    }

    /** @param groups of parameters that train; a parameter stands in one group at the most */
    public Updates(Engine engine, Optimizer optimizer, List<ParameterGroup> groups) {
        this.engine = engine;
        this.optimizer = optimizer;
        waiting = engine.pool().device().isPresent() ? WAITING : 0;
        for (ParameterGroup group : groups) {
            if (group.projection().projects()) {
                projections.computeIfAbsent(group.projection(), added -> added.matrix(engine.pool()));
            }
            for (Parameter parameter : group.parameters()) {
                Tensor[] state = new Tensor[optimizer.states()];
                for (int i = 0; i < state.length; i++) {
                    state[i] = engine.pool().zeros(parameter.value().shape());
                }
                slots.add(new Slot(parameter, group, state, counters.zeros(Shape.of())));
            }
        }
    }

    /** How many steps were made. */
    public int steps() {
        return steps;
    }

    /** The norm of all gradients as one vector, in double precision; not finite if an element is not. */
    public double gradientNorm() {
        try (SquareSum squares = engine.squareSum()) {
            List<Tensor> gradients = new ArrayList<>();
            for (Slot slot : slots) slot.parameter().gradient().ifPresent(gradients::add);
            squares.add(gradients);
            return Math.sqrt(squares.sum());
        }
    }

    /**
     * One step with the gradients the parameters have, which are cleared after it; parameters without one stay.
     *
     * @param scheduled the schedule's factor
     * @param gradientScale from {@link #clipping}, 1 for none
     */
    public void step(double scheduled, double gradientScale) {
        steps++;
        List<Due> all = new ArrayList<>();
        for (Slot slot : slots) {
            slot.parameter().gradient().ifPresent(gradient -> all.add(next(slot, gradient, scheduled, gradientScale)));
        }
        update(all);
        for (Slot slot : slots) slot.parameter().clearGradient();
    }

    /** Takes the steps, and projects those of groups that say so. */
    private void update(List<Due> steps) {
        List<Due> projected = steps.stream()
                .filter(due -> due.slot().group().projection().projects())
                .toList();
        List<Tensor> before = new ArrayList<>();
        try {
            for (Due due : projected) {
                Tensor copy = engine.pool().draw(due.value().shape());
                before.add(copy);
                engine.copy(due.value(), copy);
            }
            optimizer.update(engine, steps.stream().map(Due::step).toList());
            for (int i = 0; i < before.size(); i++) {
                Due due = projected.get(i);
                Tensor matrix = projections.get(due.slot().group().projection());
                StepProjection.project(engine, matrix, before.get(i), due.value());
            }
        } finally {
            before.forEach(Tensor::close);
        }
    }

    private Due next(Slot slot, Tensor gradient, double scheduled, double gradientScale) {
        double rate = optimizer.rate() * scheduled * slot.group().rateFactor();
        int step = (int) slot.made().scalar() + 1;
        slot.made().set(step);
        return new Due(slot, new ParameterStep(slot.parameter(), gradient, rate, step, gradientScale, slot.state()));
    }

    /**
     * One step taken parameter by parameter, each as soon as {@code backward} tells that its gradient is complete; the
     * gradient's memory is given back at once, on a GPU by a few parameters together. The same bits as {@link #step} without
     * clipping.
     *
     * @param backward a backward pass that tells, see {@link Tape#backward(Var, Consumer)}
     * @return the norm of all gradients as one vector
     */
    public double stepWhile(double scheduled, Consumer<Consumer<Parameter>> backward) {
        Map<Parameter, Slot> byParameter = new IdentityHashMap<>();
        slots.forEach(slot -> byParameter.put(slot.parameter(), slot));
        try (SquareSum squares = engine.squareSum()) {
            List<Due> complete = new ArrayList<>();
            backward.accept(parameter -> {
                Slot slot = byParameter.get(parameter);
                if (slot == null) return;
                parameter
                        .gradient()
                        .ifPresentOrElse(
                                gradient -> complete.add(next(slot, gradient, scheduled, 1)), parameter::dropGradient);
                if (elements(complete) > waiting) useUp(complete, squares);
            });
            useUp(complete, squares);
            steps++;
            return Math.sqrt(squares.sum());
        }
    }

    private static long elements(List<Due> steps) {
        return steps.stream().mapToLong(due -> due.value().shape().size()).sum();
    }

    private void useUp(List<Due> complete, SquareSum squares) {
        squares.add(complete.stream().map(due -> due.step().gradient()).toList());
        update(complete);
        complete.forEach(due -> due.slot().parameter().dropGradient());
        complete.clear();
    }

    /** Computes the share that clipping to {@code most} leaves of gradients of this norm: as torch's clip_grad_norm_, at most 1. */
    public static double clipping(double norm, double most) {
        return Math.min(1, most / (norm + 1e-6));
    }

    /** The state by name, views that live as long as this: for a checkpoint. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (Slot slot : slots) {
            for (int i = 0; i < slot.state().length; i++)
                all.put(slot.parameter().name() + "." + i, slot.state()[i]);
            all.put(slot.parameter().name() + ".steps", slot.made());
        }
        return all;
    }

    /** Takes up where {@code steps} steps ended; the tensors of {@link #state} have been filled by the caller. */
    public void resumeAfter(int steps) {
        this.steps = steps;
    }

    @Override
    public void close() {
        for (Slot slot : slots) {
            for (Tensor state : slot.state()) state.close();
            slot.made().close();
        }
        projections.values().forEach(Tensor::close);
        counters.close();
    }
}
