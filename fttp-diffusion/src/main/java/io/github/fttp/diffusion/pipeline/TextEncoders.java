package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The text encoders of a pipeline, whose states lie side by side in the conditioning of its U-Net. */
public final class TextEncoders implements AutoCloseable {
    private final PipelineKind kind;
    private final List<ClipTextModel> models;
    private final boolean zerosWithoutPrompt;

    /** @param zerosWithoutPrompt whether the lack of a prompt is zeros, and not the empty text */
    TextEncoders(PipelineKind kind, List<ClipTextModel> models, boolean zerosWithoutPrompt) {
        this.kind = kind;
        this.models = List.copyOf(models);
        this.zerosWithoutPrompt = zerosWithoutPrompt;
    }

    /** The models, in the order of the pipeline's parts. */
    public List<ClipTextModel> models() {
        return models;
    }

    /** Width of the last encoder's pooled text; 0 where the U-Net takes none. */
    private int pooledWidth() {
        return kind.addsPooledText() ? models.get(models.size() - 1).config().projectionSize() : 0;
    }

    /**
     * The conditioning by texts.
     *
     * @param ids for each encoder, {@code [B][T]}
     * @param framing of the images, where the U-Net takes one
     */
    public Conditioning conditioning(Engine engine, List<int[][]> ids, Framing framing) {
        try (Tape tape = Tape.forward(engine)) {
            Conditioning.Vars vars = conditioning(tape, ids, framing, (encoder, embedded) -> embedded);
            Map<String, float[]> added = new LinkedHashMap<>();
            vars.added()
                    .forEach((name, values) -> added.put(name, values.value().toArray()));
            return new Conditioning(vars.states().shape(), vars.states().value().toArray(), vars.tokens(), added);
        }
    }

    /** Looks at the embeddings of texts on their way into an encoder. */
    @FunctionalInterface
    public interface Embeddings {
        /**
         * Gives what the encoder takes.
         *
         * @param encoder its number
         * @param embedded {@code [B, T, C]}, without positions
         */
        Var through(int encoder, Var embedded);
    }

    /** The conditioning by texts on a tape, whose embeddings go into the encoders through {@code embeddings}. */
    public Conditioning.Vars conditioning(Tape tape, List<int[][]> ids, Framing framing, Embeddings embeddings) {
        Var[] states = new Var[models.size()];
        Map<String, Var> added = new LinkedHashMap<>();
        for (int i = 0; i < states.length; i++) {
            ClipTextModel model = models.get(i);
            boolean pools = kind.addsPooledText() && i == states.length - 1;
            Var embedded = embeddings.through(i, model.embed(tape, ids.get(i)));
            List<Var> wanted = model.hiddenStates(tape, embedded, wanted(model, pools));
            states[i] = kind.layer().isNormalised() ? model.normalised(tape, wanted.get(0)) : wanted.get(0);
            if (!pools) continue;
            Var last = model.normalised(tape, wanted.get(wanted.size() - 1));
            added.put(Conditioning.TEXT_EMBEDS, model.projected(tape, model.pooled(tape, last, ids.get(i))));
        }
        if (kind.addsPooledText()) {
            int batch = ids.get(0).length;
            float[] times = framing.timeIds(batch);
            Shape shape = Shape.of(batch, times.length / batch);
            added.put(Conditioning.TIME_IDS, tape.constant(tape.drawKept(shape).set(times)));
        }
        Var together = states.length == 1 ? states[0] : Rows.concat(tape, -1, states);
        return new Conditioning.Vars(together, AttentionMask.full(), added);
    }

    /** Numbers of the hidden states that a conditioning needs: the one attended to, and the last where text is pooled. */
    private Set<Integer> wanted(ClipTextModel model, boolean pools) {
        int layers = model.config().layers();
        Set<Integer> wanted = new TreeSet<>(Set.of(layers - kind.layer().skipped()));
        if (pools) wanted.add(layers);
        return wanted;
    }

    /**
     * The conditioning without a prompt: zeros, or that of the empty text.
     *
     * @param ids of as many empty texts for each encoder
     */
    Conditioning unconditional(Engine engine, List<int[][]> ids, Framing framing) {
        if (!zerosWithoutPrompt) return conditioning(engine, ids, framing);
        int batch = ids.get(0).length;
        Shape shape = shape(batch, ids.get(0)[0].length);
        float[] zeros = new float[Math.toIntExact(shape.size())];
        return conditioning(shape, zeros, new float[batch * pooledWidth()], framing);
    }

    private Shape shape(int batch, int length) {
        int width =
                models.stream().mapToInt(model -> model.config().hiddenSize()).sum();
        return Shape.of(batch, length, width);
    }

    private Conditioning conditioning(Shape shape, float[] states, float[] pooled, Framing framing) {
        if (!kind.addsPooledText()) return Conditioning.of(shape, states);
        Map<String, float[]> added = new LinkedHashMap<>();
        added.put(Conditioning.TEXT_EMBEDS, pooled);
        added.put(Conditioning.TIME_IDS, framing.timeIds(shape.dim(0)));
        return new Conditioning(shape, states, AttentionMask.full(), added);
    }

    /**
     * The states of a conditioning by one text at a position for each encoder, side by side, {@code [D]}.
     *
     * @param positions one for each encoder
     */
    float[] at(Conditioning one, int... positions) {
        int all = one.shape().dim(2);
        float[] state = new float[all];
        int from = 0;
        for (int i = 0; i < models.size(); i++) {
            int width = models.get(i).config().hiddenSize();
            System.arraycopy(one.states(), positions[i] * all + from, state, from, width);
            from += width;
        }
        return state;
    }

    /** The models by the names that LoRA files have for them. */
    Map<String, Module> parts() {
        Map<String, Module> parts = new LinkedHashMap<>();
        for (int i = 0; i < models.size(); i++) parts.put(kind.encoders().get(i).part(), models.get(i));
        return parts;
    }

    @Override
    public void close() {
        models.forEach(ClipTextModel::close);
    }
}
