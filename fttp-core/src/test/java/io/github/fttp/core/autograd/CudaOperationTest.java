package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Precision;

/** On the engine for GPUs, whose kernels run on the processor here. */
class CudaOperationTest extends OperationTest {
    @Override
    Engine create() {
        return CudaEngines.cuda(Precision.EXACT);
    }
}
