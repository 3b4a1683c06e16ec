"""`list KIND`: the components of a kind, the shipped recipes, or the studies."""

from __future__ import annotations

import argparse

from suite.cli.arguments import takes_plugins
from suite.screen import columns, say

EXAMPLE = "list callbacks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", nargs="?", metavar="KIND")
    takes_plugins(parser)


def run(options: argparse.Namespace) -> None:
    if options.kind == "recipes":
        from suite.recipe import list_recipes

        say(list_recipes(columns(piped=100)))
        return
    if options.kind == "studies":
        from suite.studies.definition.load_study import list_studies

        say(list_studies(columns(piped=100)))
        return
    from suite.catalog import Catalog, Doors
    from suite.catalog.pages.component_list import component_list

    catalog = Catalog(Doors(plugins=tuple(options.plugins)))
    say(component_list(catalog, options.kind, width=columns(piped=100)))
