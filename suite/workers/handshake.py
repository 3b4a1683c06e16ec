"""Two workers prove to each other that they belong to one run.

    chief   -> worker: {"suite": 1, "nonce": a}
    worker  -> chief:  {"index": i, "nonce": b, "proof": hmac(token; "worker", i, a, b)}
    chief   -> worker: {"proof": hmac(token; "chief", i, a, b)}, or {"refused": why}

The token itself never leaves a process, and a proof is good for one connection.
"""

from __future__ import annotations

from collections.abc import Callable

from suite.workers.line import STRANGER, Line
from suite.workers.token import is_proof, nonce, proof

SECONDS = 5.0  # in which all of it must be done
_VERSION = 1


class Refused(Exception):
    """The chief does not take this worker; the message says why."""


def welcome(line: Line, token: bytes, workers: int, is_taken: Callable[[int], bool]) -> int:
    """The chief's side; the index of the worker that has called.

    Args:
        line: to whoever has called.
        token: of the run.
        workers: of the run, with the chief.
        is_taken: whether a worker of an index is there already.

    Raises:
        ValueError, OSError: it is a stranger, or has said nothing in time.
    """
    own = nonce()
    line.send({"suite": _VERSION, "nonce": own})
    said = line.receive(SECONDS, STRANGER) or {}
    index, other = said.get("index"), said.get("nonce")
    words = (index, own, other)
    if type(index) is not int or not is_proof(said.get("proof"), token, "worker", *words):
        line.send({"refused": "token"})
        raise ValueError("a stranger")
    if not 0 < index < workers or is_taken(index):
        line.send({"refused": "index"})
        raise ValueError("no such worker, or a second one")
    line.send({"proof": proof(token, "chief", *words)})
    return index


def introduce(line: Line, token: bytes, index: int) -> None:
    """The worker's side.

    Raises:
        Refused: the chief does not take it.
        ValueError, OSError: whoever answers there is no chief of this run.
    """
    own = nonce()
    said = line.receive(SECONDS, STRANGER) or {}
    other = said.get("nonce")
    if said.get("suite") != _VERSION or not isinstance(other, str):
        raise ValueError("no worker of a run")
    words = (index, other, own)
    line.send({"index": index, "nonce": own, "proof": proof(token, "worker", *words)})
    answer = line.receive(SECONDS, STRANGER) or {}
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    if not is_proof(answer.get("proof"), token, "chief", *words):
        raise ValueError("no worker of this run")
