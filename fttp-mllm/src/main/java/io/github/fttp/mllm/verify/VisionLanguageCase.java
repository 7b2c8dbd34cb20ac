package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.generate.PromptReading;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A vision-language model: prepared images, merged embeddings, logits with images and without, losses with all their gradients, a
 * step of plain gradient descent, greedy generation of several prompts at once.
 */
abstract class VisionLanguageCase<M extends VisionLanguageModel> implements CaseKind {
    /** Single precision of what divides by a deviation and by 255. */
    private static final double PIXELS = 2e-6;

    /** Loads the model of a case's folder. */
    abstract M load(Path folder, Engine engine);

    /** The images of a case, all rows' one after the other, from {@code in.pixel_values}; none where it has none. */
    abstract List<PreparedImage> images(M model, GoldenCase golden);

    /** Prepares an image as the folder says. */
    abstract PreparedImage prepared(Path folder, M model, Image image);

    /** The name that the model gives to a weight of a file. */
    abstract String currentName(String name);

    /** Notes where the tokens of a batch stand, where a case of this family asks for it. */
    void notePositions(M model, GoldenCase golden, String key, MergedInputs inputs, List<PreparedImage> images) {}

    /** Notes what only this family has. */
    abstract void note(Tape tape, M model, GoldenCase golden, List<PreparedImage> images, Var encoded);

    @Override
    public final void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (M model = load(folder, engine)) {
            List<PreparedImage> images = images(model, golden);
            comparePixels(folder, model, golden, images, out);
            model.parameters().forEach(parameter -> parameter.unfreeze(engine.pool()));
            Pass pass = new Pass(model, engine, golden, spec, images);
            if (golden.has("in.text_ids")) pass.text();
            if (golden.has("in.prompt_ids"))
                pass.generate(golden.shape("out.generated_ids").dim(1));
            if (!golden.wants("gradce.") && !golden.wants("grad.")) pass.asked();
            pass.losses(LabelLosses.Noted::ce, "gradce.");
            pass.losses(LabelLosses.Noted::asked, "grad.");
            if (golden.wants("sgd.step1.")) {
                pass.descend(spec.field("sgd_lr").number());
                Pass after = new Pass(model, engine, new GoldenCase(folder, spec), spec, images);
                golden.found("loss.split_after_step1", after.asked());
            }
            golden.compare(out);
        }
    }

    private void comparePixels(Path folder, M model, GoldenCase golden, List<PreparedImage> images, Comparisons out) {
        for (int i = 0; golden.has("in.image." + i); i++) {
            String key = "in.image." + i;
            Shape shape = golden.shape(key); // [h, w, 3]
            int[] samples = golden.integers(key);
            byte[] rgb = new byte[samples.length];
            for (int at = 0; at < rgb.length; at++) rgb[at] = (byte) samples[at];
            PreparedImage ours = prepared(folder, model, Image.of(shape.dim(1), shape.dim(0), rgb));
            out.values(key, ours.pixels(), images.get(i).pixels(), PIXELS, 0);
            out.integers(key + ".size", new long[] {ours.height(), ours.width(), ours.positions()}, new long[] {
                images.get(i).height(), images.get(i).width(), images.get(i).positions()
            });
        }
    }

    private static boolean[][] attended(int[]... mask) {
        boolean[][] attended = new boolean[mask.length][];
        for (int b = 0; b < mask.length; b++) {
            attended[b] = new boolean[mask[b].length];
            for (int t = 0; t < mask[b].length; t++) attended[b][t] = mask[b][t] != 0;
        }
        return attended;
    }

    private interface Chosen {
        Var of(LabelLosses.Noted noted);
    }

    /** The model on the case's inputs. */
    private final class Pass {
        private final M model;
        private final Engine engine;
        private final GoldenCase golden;
        private final Json spec;
        private final List<PreparedImage> images;

        Pass(M model, Engine engine, GoldenCase golden, Json spec, List<PreparedImage> images) {
            this.model = model;
            this.engine = engine;
            this.golden = golden;
            this.spec = spec;
            this.images = images;
        }

        private DecoderInput input(Tape tape, MergedInputs inputs, List<PreparedImage> of) {
            if (of.isEmpty()) return model.embed(tape, inputs, of, tape.constant(tape.drawKept(Shape.of(0))));
            Var encoded = model.encode(tape, of);
            note(tape, model, golden, of, encoded);
            return model.embed(tape, inputs, of, encoded);
        }

        private Var logits(Tape tape, Var last) {
            return model.languageModel()
                    .logits(tape, last.reshape(last.shape().rows(), last.shape().dim(-1)));
        }

        /** All ids are expanded already and padded alike. */
        private LabelLosses.Noted forward(Tape tape) {
            MergedInputs inputs = MergedInputs.of(
                    golden.ids(), golden.attended(), golden.labels(), golden.concept(), model.imageToken(), images, 0);
            DecoderInput input = input(tape, inputs, images);
            notePositions(model, golden, "out.position_ids", inputs, images);
            golden.found("out.merged_inputs_embeds", input.embeddings().value().toArray());
            Var last = model.languageModel().forward(tape, input, state -> {});
            golden.found("out.last_hidden_state", last.value().toArray());
            Var logits = logits(tape, last);
            golden.found("out.logits", logits.value().toArray());
            return new LabelLosses(inputs.labels(), inputs.concept(), golden.ignored())
                    .note(tape, logits, spec, golden);
        }

        void losses(Chosen chosen, String prefix) {
            if (!golden.wants(prefix)) return;
            model.parameters().forEach(Parameter::clearGradient);
            try (Tape tape = Tape.recording(engine)) {
                tape.backward(chosen.of(forward(tape)));
            }
            golden.foundGradients(prefix, model.parameters(), names(prefix)::get);
        }

        /** From our names to those of the case, which may be those of other files; by ours where it has none. */
        private Map<String, String> names(String prefix) {
            Map<String, String> names = new HashMap<>();
            model.parameters().forEach(each -> names.put(each.name(), each.name()));
            for (String key : golden.wanted(prefix)) {
                String name = key.substring(prefix.length());
                names.put(currentName(name), name);
            }
            return names;
        }

        /** By the gradients that the parameters have now. */
        void descend(double rate) {
            Map<String, String> names = names("sgd.step1.");
            try (Updates updates =
                    new Updates(engine, Sgd.rate(rate), List.of(new ParameterGroup(model.parameters(), 1)))) {
                updates.step(1, 1);
            }
            for (Parameter each : model.parameters()) {
                golden.found("sgd.step1." + names.get(each.name()), each.value().toArray());
            }
        }

        float asked() {
            try (Tape tape = Tape.forward(engine)) {
                return forward(tape).asked().value().scalar();
            }
        }

        void text() {
            int[][] ids = golden.matrix("in.text_ids");
            boolean[][] attended = new boolean[ids.length][ids[0].length];
            for (boolean[] row : attended) Arrays.fill(row, true);
            MergedInputs inputs = MergedInputs.of(
                    ids,
                    attended,
                    new int[ids.length][ids[0].length],
                    new float[ids.length][ids[0].length],
                    model.imageToken(),
                    List.of(),
                    0);
            try (Tape tape = Tape.forward(engine)) {
                Var last = model.languageModel().forward(tape, input(tape, inputs, List.of()), state -> {});
                golden.found("out.text_logits", logits(tape, last).value().toArray());
            }
        }

        /** Each the likeliest, with the logits that the cache gives. */
        void generate(int steps) {
            int[][] padded = golden.matrix("in.prompt_ids");
            int[][] mask = golden.matrix("in.prompt_attention_mask");
            List<int[]> prompts = new ArrayList<>();
            List<List<PreparedImage>> own = new ArrayList<>();
            int next = 0;
            for (int b = 0; b < padded.length; b++) {
                int from = 0;
                while (mask[b][from] == 0) from++;
                int[] prompt = Arrays.copyOfRange(padded[b], from, padded[b].length);
                long left = Arrays.stream(prompt)
                        .filter(id -> id == model.imageToken())
                        .count();
                List<PreparedImage> images = new ArrayList<>();
                while (left > 0) {
                    left -= this.images.get(next).positions();
                    images.add(this.images.get(next++));
                }
                prompts.add(prompt);
                own.add(images);
            }
            MergedInputs inputs = MergedInputs.of(
                    padded,
                    attended(mask),
                    new int[padded.length][padded[0].length],
                    new float[padded.length][padded[0].length],
                    model.imageToken(),
                    images.subList(0, next),
                    0);
            notePositions(model, golden, "out.prompt_position_ids", inputs, images.subList(0, next));
            int batch = prompts.size();
            long[] ids = new long[batch * steps];
            float[] all = {};
            try (PromptReading reading = PromptReading.of(model, engine, prompts, own, steps)) {
                for (int step = 0; step < steps; step++) {
                    float[] logits = reading.logits(); // [B, V]
                    int vocabulary = logits.length / batch;
                    if (step == 0) all = new float[batch * steps * vocabulary];
                    int[] likeliest = new int[batch];
                    for (int b = 0; b < batch; b++) {
                        System.arraycopy(logits, b * vocabulary, all, (b * steps + step) * vocabulary, vocabulary);
                        for (int v = 1; v < vocabulary; v++) {
                            if (logits[b * vocabulary + v] > logits[b * vocabulary + likeliest[b]]) likeliest[b] = v;
                        }
                        ids[b * steps + step] = likeliest[b];
                    }
                    if (step + 1 < steps) reading.append(likeliest);
                }
            }
            golden.found("out.generated_ids", ids);
            golden.found("out.generated_step_logits", all);
        }
    }
}
