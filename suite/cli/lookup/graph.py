"""`graph FORMULAS`: values forward and gradients backward, gate by gate."""

from __future__ import annotations

import argparse

from suite.cli.arguments import a_path
from suite.screen import columns, say

# For who names none: the lectures' own, to be copied and changed.
_EXAMPLES = (
    "f = (x + y) * z; x = -2; y = 5; z = -4",
    "f = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2))); w0 = 2; x0 = -1; w1 = -3; x1 = -2; w2 = -3",
    "f = 2 * (x * y + max(z, w)); x = 3; y = -4; z = 2; w = -1",
    "f = sum(q * q); q = W @ x; W = [[0.1, 0.5], [-0.3, 0.8]]; x = [0.2, 0.4]",
    "loss = -log(p[1]); p = exp(s) / sum(exp(s)); s = [3, 1, -3]",
)

EXAMPLE = 'graph "f = (x + y) * z; x = -2; y = 5; z = -4"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "formulas",
        nargs="?",
        metavar="FORMULAS",
        help='"f = (x + y) * z; x = -2; y = 5; z = -4"; without it, examples are listed',
    )
    parser.add_argument("--of", metavar="NAME", help="what is differentiated (what no other uses)")
    parser.add_argument("--step", action="store_true", help="one gate after the other, by hand")
    parser.add_argument(
        "--out", type=a_path, metavar="FILE", help="draw it: a .png, .svg, .pdf or .html file"
    )
    parser.add_argument("--dark", action="store_true", help="draw the picture on black")


def run(options: argparse.Namespace) -> None:
    if options.formulas is None:
        commands = "\n".join(f'  python -m suite graph "{one}"' for one in _EXAMPLES)
        say(f"examples, to be changed as you like:\n{commands}")
        return
    from suite.graph.graph import Graph
    from suite.graph.text import graph_text

    found = Graph(options.formulas, options.of)
    if options.out is not None:
        found.save(options.out, dark=options.dark)
        say(f"picture: {options.out}")
        return
    say(found.steps() if options.step else graph_text(found.computation, max(columns(), 60)))
