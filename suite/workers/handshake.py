"""Two workers prove to each other that they belong to one run.

    called  -> caller: {"suite": 2, "index": j, "nonce": a}
    caller  -> called: {"index": i, "nonce": b, "proof": hmac(token; "caller", i, j, a, b)}
    called  -> caller: {"proof": hmac(token; "called", i, j, a, b)}, or {"refused": why}

The token itself never leaves a process, and a proof is good for one connection.
"""

from __future__ import annotations

from collections.abc import Callable

from suite.workers.line import STRANGER, Line
from suite.workers.token import is_proof, nonce, proof

SECONDS = 5.0  # in which all of it must be done
_VERSION = 2


class Refused(Exception):
    """The other worker does not take this one; the message says why."""


def welcome(
    line: Line, token: bytes, index: int, workers: int, is_taken: Callable[[int], bool]
) -> int:
    """The side that is called; the index of the worker that has called.

    Args:
        line: to whoever has called.
        token: of the run.
        index: of this worker.
        workers: how many the run has.
        is_taken: whether a worker of an index is there already.

    Raises:
        ValueError, OSError: it is a stranger, or has said nothing in time.
    """
    own = nonce()
    line.send({"suite": _VERSION, "index": index, "nonce": own})
    said = line.receive(SECONDS, STRANGER) or {}
    caller, other = said.get("index"), said.get("nonce")
    words = (caller, index, own, other)
    if type(caller) is not int or not is_proof(said.get("proof"), token, "caller", *words):
        line.send({"refused": "token"})
        raise ValueError("a stranger")
    if not 0 <= caller < workers or caller == index or is_taken(caller):
        line.send({"refused": "index"})
        raise ValueError("no such worker, or a second one")
    line.send({"proof": proof(token, "called", *words)})
    return caller


def introduce(line: Line, token: bytes, index: int, called: int = 0) -> None:
    """The side that calls.

    Args:
        line: to whoever answers.
        token: of the run.
        index: of this worker.
        called: the index of the worker that should answer.

    Raises:
        Refused: it does not take this one, or another worker of the run answers in its place.
        ValueError, OSError: whoever answers there is no worker of this run.
    """
    own = nonce()
    said = line.receive(SECONDS, STRANGER) or {}
    other = said.get("nonce")
    if said.get("suite") != _VERSION or not isinstance(other, str):
        raise ValueError("no worker of a run")
    if said.get("index") != called:
        raise Refused("place")
    words = (index, called, other, own)
    line.send({"index": index, "nonce": own, "proof": proof(token, "caller", *words)})
    answer = line.receive(SECONDS, STRANGER) or {}
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    if not is_proof(answer.get("proof"), token, "called", *words):
        raise ValueError("no worker of this run")
