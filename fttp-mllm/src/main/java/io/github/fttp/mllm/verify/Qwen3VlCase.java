package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.qwen.PatchGrid;
import io.github.fttp.mllm.qwen.QwenArchitecture;
import io.github.fttp.mllm.qwen.QwenModel;
import io.github.fttp.mllm.qwen3vl.Qwen3VlConfig;
import io.github.fttp.mllm.qwen3vl.Qwen3VlVision;
import java.nio.file.Path;
import java.util.List;

/** A Qwen3-VL: its position embeddings and DeepStack, and what all Qwen-VL have. */
final class Qwen3VlCase extends QwenCase {
    @Override
    QwenArchitecture architecture(Path folder) {
        return Qwen3VlConfig.read(folder).architecture();
    }

    @Override
    void noteVision(
            Tape tape, QwenModel model, GoldenCase golden, List<PatchGrid> grids, Var encoded, List<Var> merged) {
        Var positions = ((Qwen3VlVision) model.vision()).positionEmbeddings(tape, grids);
        golden.found("out.position_embeddings", positions.value().toArray());
        int width = positions.shape().dim(1);
        golden.found(
                "out.vision_last_hidden_state",
                Rows.slice(tape, encoded, 1, 0, width).value().toArray());
        for (int k = 1; k < merged.size(); k++) {
            golden.found(
                    "out.deepstack_features." + (k - 1), merged.get(k).value().toArray());
        }
    }
}
