package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.qwen.PatchGrid;
import io.github.fttp.mllm.qwen.QwenArchitecture;
import io.github.fttp.mllm.qwen.QwenModel;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlConfig;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlVision;
import io.github.fttp.mllm.qwen2_5vl.Windows;
import java.nio.file.Path;
import java.util.List;

/** A Qwen2.5-VL: its windows, and what all Qwen-VL have. */
final class Qwen25VlCase extends QwenCase {
    @Override
    QwenArchitecture architecture(Path folder) {
        return Qwen25VlConfig.read(folder).architecture();
    }

    @Override
    void noteVision(
            Tape tape, QwenModel model, GoldenCase golden, List<PatchGrid> grids, Var encoded, List<Var> merged) {
        golden.found("out.vision_last_hidden_state", encoded.value().toArray());
        Windows windows = ((Qwen25VlVision) model.vision()).windows(grids);
        golden.found("out.window_index", ExpectedValues.wide(windows.squares()));
        golden.found("out.cu_window_seqlens", bounds(windows.lengths()));
        golden.found("out.cu_seqlens", bounds(windows.imageLengths()));
    }

    private static long[] bounds(List<Integer> lengths) {
        long[] bounds = new long[lengths.size() + 1];
        for (int i = 0; i < lengths.size(); i++) bounds[i + 1] = bounds[i] + lengths.get(i);
        return bounds;
    }
}
