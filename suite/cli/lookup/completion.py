"""`completion SHELL`: what makes a shell complete commands of the suite."""

from __future__ import annotations

import argparse

from suite.screen import say

EXAMPLE = "completion bash"
# argcomplete asks the console script, not `python -m suite`.
_SCRIPT = "keras-suite"
# Where each shell reads it.
SHELLS = {
    "bash": 'eval "$(keras-suite completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(keras-suite completion zsh)" in ~/.zshrc, after compinit',
    "fish": "keras-suite completion fish | source in ~/.config/fish/config.fish",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    text = "; ".join(f"{shell}: {place}" for shell, place in SHELLS.items())
    parser.add_argument("shell", choices=tuple(SHELLS), metavar="SHELL", help=text)


def run(options: argparse.Namespace) -> None:
    import argcomplete

    say(argcomplete.shellcode([_SCRIPT], shell=options.shell))
