"""The verbs of the command line, and the parser that knows all of them."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from suite.screen import plain

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# A verb is a module of `suite.cli`: `add_arguments` tells a parser what it takes, `run` does it,
# and `EXAMPLE` is one that works. This is what `--help` says of it, and in what order.
VERBS = {
    "training.run": "train a recipe and leave a run directory",
    "training.sweep": "run a recipe many times with changed keys, as it says",
    "training.study": "run an experiment of the lectures, and judge its claims",
    "training.verify": "the same of all studies, or of those of some topics",
    "training.lecture": "a lecture as a page, with its studies' pictures and verdicts",
    "training.grade": "measure an answer to an exercise of the lectures",
    "training.launch": "train a recipe in several processes on this machine",
    "recipes.check": "name every mistake in a recipe, without training",
    "lookup.list": "list the components of a kind, `recipes` or `studies`",
    "lookup.show": "about a component, a key of a recipe, or a topic",
    "lookup.topics": "the lectures' topics and what makes each of them run",
    "lookup.graph": "a formula as gates: values forward, gradients backward",
    "lookup.schema": "what recipes, sweeps and studies may hold, as a JSON schema for editors",
    "lookup.completion": "what makes bash, zsh or fish complete verbs, recipes, keys and names",
    "recipes.summary": "layers, shapes, parameters, multiply-adds, receptive field",
    "recipes.copy": "copy a recipe to a file of your own",
    "lookup.new": "a small working model, loss, diagnostic, ... of your own, with its test",
    "recipes.diff": "what differs between two recipes, defaults included, or two runs",
    "results.report": "the page of a run or a sweep; several runs beside one another",
    "results.plot": "draw a picture of a run for a projector",
    "results.watch": "the page of a run in the browser, while the run goes on",
    "results.doctor": "name the one cause that explains what went wrong",
    "recipes.lr": "learning-rate range test, or a preview of the schedule",
    "results.evaluate": "measure models on their test set, alone and together",
    "results.predict": "classify image files with a run's model",
    "results.export": "a trained model for others: zip, SavedModel, ONNX, LiteRT",
}


PROGRAM = "python -m suite"


class _Parser(argparse.ArgumentParser):
    """Repeats what was typed plainly."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        super()._print_message(plain(message), file)


class _VerbParser(_Parser):
    """Learns what its verb takes when the verb is typed: the other modules are not imported."""

    module = ""
    is_told = False

    def parse_known_args(
        self, args: Iterable[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        self.learn()
        return super().parse_known_args(args, namespace)

    def learn(self) -> None:
        """Learn what the verb takes, once."""
        if self.is_told:
            return
        self.is_told = True
        verb = importlib.import_module(f"suite.cli.{self.module}")
        self.set_defaults(run=verb.run, trains=False)
        verb.add_arguments(self)
        self.epilog = f"example: {PROGRAM} {verb.EXAMPLE}"


def build_parser() -> argparse.ArgumentParser:
    """A parser of every verb; what a verb takes is known to it when it is typed."""
    return parser_of_verbs()[0]


def parser_of_verbs() -> tuple[argparse.ArgumentParser, dict[str, _VerbParser]]:
    """The same, and the parser of each verb."""
    parser = _Parser(
        prog=PROGRAM,
        description="Train a Keras model from a YAML recipe.",
        epilog=(
            "RECIPE is a path, a shipped name (`list recipes` names them) or an https URL. "
            "Exit status: 0 done; 1 the run failed; 2 the input is wrong; "
            "130 interrupted, after the state was saved."
        ),
    )
    verbs = parser.add_subparsers(metavar="VERB", required=True, parser_class=_VerbParser)
    found: dict[str, _VerbParser] = {}
    for module, text in VERBS.items():
        name = module.rpartition(".")[2]
        found[name] = verbs.add_parser(name, help=text, description=text)
        found[name].module = module
        found[name].add_argument(
            "--traceback", action="store_true", help="show where an error arose"
        )
    return parser, found


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line; overrides may stand before and after options."""
    parser = build_parser()
    options, rest = parser.parse_known_args(arguments)
    unknown = [word for word in rest if "=" not in word or word.startswith("-")]
    if unknown or (rest and not hasattr(options, "overrides")):
        parser.error(f"unrecognized arguments: {' '.join(unknown or rest)}")
    if rest:
        options.overrides = [*options.overrides, *rest]
    return options
