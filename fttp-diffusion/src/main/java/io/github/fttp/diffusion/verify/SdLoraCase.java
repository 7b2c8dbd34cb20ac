package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** LoRA files of a pipeline: what U-Net and text encoders give with each, and without. */
final class SdLoraCase implements CaseKind {
    private static final String UNET = "unet";
    private static final String PEFT = "peft-unet";

    private final List<String> textEncoders;

    /** @param textEncoders names of the pipeline's text encoders */
    SdLoraCase(String... textEncoders) {
        this.textEncoders = List.of(textEncoders);
    }

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        spec.optional("scale").filter(scale -> scale.number() != 1).ifPresent(scale -> {
            throw scale.refuse("is " + scale.number() + ", supported is 1");
        });
        try (UNet2DConditionModel unet = UNet2DConditionModel.load(part(folder, spec, UNET), engine);
                Texts texts = new Texts(new LinkedHashMap<>())) {
            for (String name : textEncoders) {
                texts.models().put(name, ClipTextModel.load(part(folder, spec, name), engine));
            }
            Models models = new Models(golden, engine, unet, texts.models());
            models.note("base");
            Json files = spec.field("files");
            for (String name : files.names()) {
                models.note(name, folder.resolve(files.field(name).text()));
            }
            if (golden.wants("out." + PEFT + ".")) models.note(PEFT, folder.resolve(PEFT));
            golden.compare(out);
        }
    }

    /** A part that the case names, or one of the pipeline that it names. */
    private static Path part(Path folder, Json spec, String name) {
        return spec.has(name)
                ? folder.resolve(spec.field(name).text())
                : folder.resolve(spec.field("model").text()).resolve(name);
    }

    private record Texts(Map<String, ClipTextModel> models) implements AutoCloseable {
        @Override
        public void close() {
            models.values().forEach(ClipTextModel::close);
        }
    }

    private record Models(
            GoldenCase golden, Engine engine, UNet2DConditionModel unet, Map<String, ClipTextModel> texts) {
        void note(String name, Path file) {
            Map<String, Module> parts = new LinkedHashMap<>(texts);
            parts.put(UNET, unet);
            AppliedLora applied = DiffusersLora.attach(file, parts, engine);
            try {
                note(name);
            } finally {
                applied.close();
            }
        }

        void note(String name) {
            try (Tensor sample = engine.pool().draw(golden.shape("in.sample"));
                    Tape tape = Tape.forward(engine)) {
                sample.set(golden.floats("in.sample"));
                golden.found(
                        "out." + name + ".sample",
                        unet.forward(
                                        tape,
                                        tape.constant(sample),
                                        golden.floats("in.timestep"),
                                        GivenConditioning.of(golden).on(tape))
                                .value()
                                .toArray());
            }
            texts.forEach((encoder, text) ->
                    TextStates.note(golden, "out." + name + "." + encoder + ".", engine, text, golden.ids()));
        }
    }
}
