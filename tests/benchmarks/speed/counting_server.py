"""A side that counts its turns, for the tests of processes; it says what its first argument is."""

from __future__ import annotations

import os
import sys

from benchmarks.speed.turn_server import WARM_UP, Turns

turns, taken = Turns(sys.argv[1]), 0


def turn() -> None:
    global taken
    taken += 1
    print("a library prints this")
    if taken > WARM_UP + 2:
        print(f"boom in {os.environ['PLACE']}", file=sys.stderr)
        raise SystemExit(1)


turns.serve(turn)
