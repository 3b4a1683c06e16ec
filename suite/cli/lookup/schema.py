"""`schema`: what recipes, sweeps and studies may hold, as a JSON schema for editors."""

from __future__ import annotations

import argparse

from suite.cli.arguments import a_path, takes_plugins
from suite.screen import say

EXAMPLE = "schema --out recipe.schema.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=a_path,
        metavar="FILE",
        help="write it to a file, such as recipe.schema.json, which `copy` and `new` then name",
    )
    takes_plugins(parser)


def run(options: argparse.Namespace) -> None:
    import json

    from suite.catalog import Catalog, Doors
    from suite.runs.files.write_whole import write_whole
    from suite.studies.file_schema import file_schema

    schema = file_schema(Catalog(Doors(plugins=tuple(options.plugins))))
    text = json.dumps(schema, indent=1, ensure_ascii=False)
    if options.out is None:
        say(text)
        return
    write_whole(options.out, f"{text}\n")
    say(f"{options.out}\non top of a recipe:  # yaml-language-server: $schema={options.out}")
