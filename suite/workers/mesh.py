"""Every worker reaches every other, and stays connected to it.

TensorFlow's workers call each other in all directions. Where one of them cannot, they would wait:
at the start for each other, and forever where the cable between two of them is cut later on, while
both still reach the chief.
"""

from __future__ import annotations

import threading

from suite.errors import UserError
from suite.workers.call import NotReached, call
from suite.workers.cluster import Cluster
from suite.workers.line import Line
from suite.workers.listener import Listener
from suite.workers.meeting import Meeting

# Seconds in which a worker must be reached that is known to listen.
REACHED = 15.0
# Seconds beyond that, after which a question for a name may still be open.
_LATE = 1.0
# Ways that are listed where none is open.
_LISTED = 8


def join_all(meeting: Meeting, listener: Listener, token: bytes, wait: float = REACHED) -> None:
    """Call all other workers, all of which listen, and give the meeting a line to each.

    Args:
        meeting: has the lines between the chief and each other worker.
        listener: of this worker.
        token: of the run.
        wait: seconds after which a worker cannot be reached.

    Raises:
        UserError: who cannot reach whom; every worker says the same.
        RunFailure: a worker has ended meanwhile.
    """
    cluster = meeting.cluster
    lines, failures = _call_all(cluster, token, wait)
    _refuse(cluster, [dict(card) for card in meeting.exchange({"not reached": failures})], wait)
    if cluster.is_chief:
        return
    later = range(cluster.index + 1, len(cluster.addresses))
    lines |= listener.wait_for(later, wait)
    for index, line in lines.items():
        meeting.add(index, line)


def _call_all(
    cluster: Cluster, token: bytes, wait: float
) -> tuple[dict[int, Line], dict[str, str]]:
    """Lines to the earlier workers, and why others cannot be reached, by index."""
    lines: dict[int, Line] = {}
    failures: dict[str, str] = {}

    def reach(called: int) -> None:
        try:
            line = call(cluster, called, token, wait, lambda text: None)
        except NotReached as error:
            failures[str(called)] = str(error)
            return
        lines[called] = line

    # Without the chief, whom each has called already.
    others = [one for one in range(1, len(cluster.addresses)) if one != cluster.index]
    threads = [threading.Thread(target=reach, args=(one,), daemon=True) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(wait + _LATE)
    silent = [one for one in others if one not in lines and str(one) not in failures]
    failures |= {str(one): "no answer comes" for one in silent}
    kept = {one: line for one, line in lines.items() if one < cluster.index}
    for one in lines.keys() - kept.keys():
        lines[one].close()  # it could be reached, which was the question
    return kept, dict(failures)


def _refuse(cluster: Cluster, cards: list[dict[str, object]], wait: float) -> None:
    told = []
    for index, card in enumerate(cards):
        failures = card.get("not reached")
        for called, why in failures.items() if isinstance(failures, dict) else ():
            address = cluster.addresses[int(called)]
            told.append(f"  worker {index} cannot reach worker {called} ({address}): {why}")
    if not told:
        return
    more = [f"  and {len(told) - _LISTED} other ways"] if len(told) > _LISTED else []
    listing = "\n".join([*told[:_LISTED], *more])
    raise UserError(
        f"all workers are there, but after {wait:g} s some do not reach each other:\n{listing}\n"
        "Each worker calls every other at its address: open these ports between all machines."
    )
