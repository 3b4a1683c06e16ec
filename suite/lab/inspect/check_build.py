"""`check --build`: a recipe's data, model and first batch, looked at without training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from suite.checks import CHECKS, DEEP_CHECKS, CheckContext, run_checks
from suite.diagnostics import Finding
from suite.recipe import Recipe, TrainingRecipe
from suite.screen import say
from suite.training.assembly.assembly import Assembly
from suite.training.assembly.transfer import prepare_source
from suite.training.export.rehearsal import rehearse
from suite.training.process.process import process_settings


def check_build(
    recipe: Recipe, deep: bool = False, show: Callable[[str], object] = say
) -> list[Finding]:
    """What the checks find in a recipe's data and freshly built model.

    Args:
        recipe: names its data.
        deep: make the expensive checks too.
        show: given the lines of each check when it is done.

    Raises:
        UserError: the data cannot be read, or the model cannot be built.

    Example:
        >>> recipe = suite.load("quickstart", "model.kernel_initializer=zeros")
        >>> [finding.diagnostic for finding in check_build(recipe, show=lambda line: None)]
        ['init_symmetry']
    """
    recipe = recipe.to_train
    settings, findings = recipe.training, []
    prepare_source(recipe, show)
    with process_settings(recipe.seed, settings.precision, determinism=False):
        assembly = _assembled(recipe, show)
        context = assembly.check_context()
        deep_ones = DEEP_CHECKS if deep else ()
        checks = tuple(dict.fromkeys((*CHECKS, *deep_ones, *assembly.checks)))
        width = max(len(check.__name__) for check in (*checks, *DEEP_CHECKS))
        for check in checks:
            for name, found in run_checks(context, [check]).items():
                for line in _lines(f"{name:<{width}}", found):
                    show(line)
                findings += found
    return findings


def built(recipe: TrainingRecipe, show: Callable[[str], object]) -> CheckContext:
    """The recipe's data and compiled model, on one device, as a run would begin with them."""
    return _assembled(recipe, show).check_context()


def _assembled(recipe: TrainingRecipe, show: Callable[[str], object]) -> Assembly:
    assembly = Assembly(recipe, say=show)
    assembly.check_first()
    assembly.initialize()
    rehearse(recipe, assembly.model, assembly.dataset)
    return assembly


def _lines(name: str, findings: Sequence[Finding]) -> Iterator[str]:
    """`name  ok`, or a line for each finding."""
    if not findings:
        yield f"{name}  ok"
    for finding in findings:
        yield f"{name}  {finding}"
