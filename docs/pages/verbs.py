"""Every verb of the command line."""

from __future__ import annotations

import importlib
import os

from suite.cli.parser import PROGRAM, VERBS, parser_of_verbs


def verbs_page() -> str:
    """The help of each verb as the command shows it."""
    os.environ["COLUMNS"] = "100"
    _, parsers = parser_of_verbs()
    parts = [_HEAD]
    for module, text in VERBS.items():
        name = module.rpartition(".")[2]
        example = importlib.import_module(f"suite.cli.{module}").EXAMPLE
        parsers[name].learn()
        shown = parsers[name].format_help().partition("\nexample:")[0].rstrip()
        parts.append(
            f"## {name}\n\n{text[:1].upper()}{text[1:]}.\n\n```console\n$ {PROGRAM} {example}\n```\n\n"
            f"```text\n{shown}\n```"
        )
    return "\n\n".join(parts) + "\n"


_HEAD = f"""# Verbs

`{PROGRAM} VERB`, or `keras-suite VERB`, which is the same. `keras-suite completion bash` makes the shell complete verbs, recipes, keys
and names.

(exit-codes)=
## Exit status

| status | meaning |
| --- | --- |
| 0 | done |
| 1 | the run failed: the loss is no number at the end, a file cannot be written, a worker is lost |
| 2 | the input is wrong: one message with place, cause and remedy, and nothing was trained; `--traceback` shows where it arose |
| 130 | interrupted, after the state was saved: the same command goes on |"""
