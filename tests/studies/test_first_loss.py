"""The loss before the first step."""

from __future__ import annotations

import math

import pytest

import suite
from suite.studies.measures.arm import Arm
from suite.studies.measures.network.first_loss import initial_loss


@pytest.mark.parametrize(("only", "classes"), [(None, 10), ([3, 8], 2)])
def test_who_knows_nothing_has_the_logarithm_of_the_classes(only, classes):
    changes = ["model={kind: mlp, widths: [4], kernel_initializer: zeros}"]
    changes += [] if only is None else [f"data.only={only}"]
    arm = Arm(suite.load("models/mlp-digits", *changes))
    assert initial_loss(arm) == pytest.approx(math.log(classes))
