"""What is kept of micro-batches, and when."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite import Diagnostic
from tests.training.nets import arrays, loop, network


class LogitSum(Diagnostic):
    """Sums the logits of the whole batch, layer by layer and by the predictions."""

    def build(self, model):
        self.layers = [model.layers[-1].name]
        self.sums = self.accumulator("sums", (2,), reduce="sum", lasting=True)
        self.rows = self.accumulator("rows", reduce="sum", lasting=True)

    needs = frozenset({"activations"})

    def observe(self, step):
        tapped = step.activations[self.layers[0]]
        self.sums.assign_add(tf.stack([tf.reduce_sum(tapped), tf.reduce_sum(step.y_pred)]))
        self.rows.assign_add(tf.cast(tf.shape(tapped)[0], tf.float32))


@pytest.mark.parametrize("jit_compile", [False, True])
@pytest.mark.parametrize("every", [1, 4])
def test_a_measured_step_sees_the_whole_batch(every, jit_compile):
    whole, parts = LogitSum(every), LogitSum(every)
    loop(network("sgd", norm=False), [whole], jit_compile=jit_compile).run()
    loop(network("sgd", norm=False), [parts], micro_batches=4, jit_compile=jit_compile).run()
    np.testing.assert_allclose(parts.sums.numpy(), whole.sums.numpy(), rtol=1e-4)
    assert parts.rows.numpy() == whole.rows.numpy() == len(range(0, 10, every)) * 16


def test_other_steps_keep_nothing():
    """Only the measuring step holds the micro-batches' activations."""
    trainer = loop(network("sgd", norm=False), [LogitSum(every=4)], micro_batches=4)
    x, y = arrays(16)
    batches = iter(tf.data.Dataset.from_tensors((x, y)).repeat())
    graph = trainer.engine.train_call.get_concrete_function(
        batches, tf.constant(1)
    ).graph.as_graph_def()
    stacking = {
        function.signature.name
        for function in graph.library.function
        if any(node.op == "TensorListStack" for node in function.node_def)
    }
    assert stacking
    assert all("cond_true" in name for name in stacking), stacking
