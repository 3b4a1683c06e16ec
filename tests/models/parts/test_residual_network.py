"""What a depth means: stages, blocks, width, stem."""

from __future__ import annotations

import pytest

from suite.models.parts.options import DepthOptions
from suite.models.parts.residual_network import Plan, plan_network


def options(depth=20, block="auto", stem="auto", width=None) -> DepthOptions:
    return {"depth": depth, "block": block, "stem": stem, "width": width}


@pytest.mark.parametrize(
    ("depth", "bottleneck", "stages"),
    [
        (20, False, (3, 3, 3)),
        (32, False, (5, 5, 5)),
        (44, False, (7, 7, 7)),
        (56, False, (9, 9, 9)),
        (110, False, (18, 18, 18)),
        (18, False, (2, 2, 2, 2)),
        (34, False, (3, 4, 6, 3)),
        (50, True, (3, 4, 6, 3)),
        (101, True, (3, 4, 23, 3)),
        (152, True, (3, 8, 36, 3)),
    ],
)
def test_stages_of_the_papers(depth, bottleneck, stages):
    plan = plan_network(options(depth))
    assert (plan.bottleneck, plan.stages) == (bottleneck, stages)
    layers = 3 if bottleneck else 2
    assert layers * sum(stages) + 2 == depth
    assert plan.large_stem is (len(stages) == 4)
    assert plan.width == (64 if len(stages) == 4 else 16)


@pytest.mark.parametrize(("depth", "blocks"), [(20, 2), (56, 6), (110, 12)])
def test_bottlenecks_at_cifar_depths(depth, blocks):
    assert plan_network(options(depth, block="bottleneck")) == Plan(True, (blocks,) * 3, 16, False)


@pytest.mark.parametrize("depth", [32, 44])
def test_depths_that_bottlenecks_do_not_fill(depth):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        plan_network(options(depth, block="bottleneck"))
    assert str(refused.value) == (
        "Argument `depth` must be 9n + 2 with bottleneck blocks: one of [20, 56, 110]. "
        f"Received: depth={depth}"
    )


@pytest.mark.parametrize(
    ("depth", "given", "right"),
    [
        (18, "bottleneck", "basic"),
        (34, "bottleneck", "basic"),
        (50, "basic", "bottleneck"),
        (152, "basic", "bottleneck"),
    ],
)
def test_imagenet_depths_leave_no_choice_of_blocks(depth, given, right):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        plan_network(options(depth, block=given))
    text = f"Argument `block` must be {right!r} at depth {depth}. Received: {given!r}"
    assert str(refused.value) == text
    assert plan_network(options(depth, block=right)) == plan_network(options(depth))


@pytest.mark.parametrize("depth", [20, 50])
@pytest.mark.parametrize(("stem", "large"), [("small", False), ("large", True)])
def test_the_stem_is_free(depth, stem, large):
    assert plan_network(options(depth, stem=stem)).large_stem is large


@pytest.mark.parametrize("depth", [20, 50])
@pytest.mark.parametrize("width", [1, 8, 100])
def test_the_width_is_free(depth, width):
    assert plan_network(options(depth, width=width)).width == width


@pytest.mark.parametrize("width", [0, -8, 8.0, True, "8"])
def test_widths_that_are_no_counts(width):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        plan_network(options(width=width))
    text = f"Argument `width` must be an integer >= 1. Received: width={width!r}"
    assert str(refused.value) == text
