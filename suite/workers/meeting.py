"""The workers of a run, connected to the chief as long as the run lasts."""

from __future__ import annotations

import contextlib
import errno
import threading
from collections.abc import Mapping

from suite.errors import RunFailure
from suite.workers.cluster import Cluster
from suite.workers.line import SILENCE, Line, Message

Card = Mapping[str, object]
# Seconds that a word about a worker may take when its line has ended.
_ON_ITS_WAY = 1.0
# What a connection ends with that was cut, or whose other end is off.
_SILENT = {
    getattr(errno, name, None)
    for name in ("ETIMEDOUT", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN")
}


class Meeting:
    """Exchanges cards with all workers, and notices at once when one of them is gone.

    `tf.distribute` waits for a missing worker without a word, or fails with an error that does not
    say who is missing and why. So the connections of the rendezvous stay open: each worker has one
    to each other, since any two of them may lose sight of each other. Cards go to the chief, who
    gives all of them to all.

    Args:
        cluster: the workers.
        lines: of the chief: to each other worker; of the others: to the chief. Those between the
            others are added once all are there.

    Example:
        >>> alone = Meeting(Cluster(("127.0.0.1:1",), 0), {})
        >>> alone.exchange({"recipe": "quickstart"})
        [{'recipe': 'quickstart'}]
    """

    def __init__(self, cluster: Cluster, lines: Mapping[int, Line]) -> None:
        self.cluster = cluster
        self.lines = dict(lines)
        self.gone: dict[int, str] = {}  # worker -> why, in the order in which it was heard
        self._ended: set[int] = set()
        self._rounds: dict[int, dict[int, Card]] = {}
        self._complete: dict[int, list[Card]] = {}
        self._round, self._left = 0, False
        self._changed = threading.Condition()
        for index, line in self.lines.items():
            self.add(index, line)

    def add(self, index: int, line: Line) -> None:
        """Take a line to another worker, and listen to it from now on."""
        self.lines[index] = line
        threading.Thread(target=self._listen, args=(index, line), daemon=True).start()

    def exchange(self, card: Card) -> list[Card]:
        """Everybody's card, in the order of the workers; each worker must ask as often.

        Raises:
            RunFailure: a worker has ended meanwhile; says which and why.
        """
        number, self._round = self._round, self._round + 1
        if self.cluster.is_chief:
            self._put(number, 0, card)
        else:
            self._send(0, {"round": number, "card": card})
        with self._changed:
            self._changed.wait_for(lambda: number in self._complete or self._is_vain(number))
            if number in self._complete:
                return self._complete[number]
        raise RunFailure(self.loss() or "the other workers have finished without this one")

    def _is_vain(self, number: int) -> bool:
        """Whether a round cannot be completed any more. Whoever has all cards may be gone already,
        while the chief is still sending them."""
        is_full = len(self._rounds.get(number, ())) == len(self.cluster.addresses)
        # The cards come from the chief, and to the chief from all.
        has_ended = bool(self._ended) if self.cluster.is_chief else 0 in self._ended
        return (bool(self.gone) or has_ended) and not is_full

    def loss(self, seconds: float = 0.0) -> str | None:
        """Which worker is gone and why, waiting so long for the news; None if all are there."""
        with self._changed:
            self._changed.wait_for(lambda: self.gone, seconds)
            if not self.gone:
                return None
            index, why = next(iter(self.gone.items()))
        return f"worker {index} ({self.cluster.addresses[index]}) {why}"

    def fail(self, why: str) -> None:
        """Tell the others that this worker ends before the run does."""
        for index in self.lines:
            self._send(index, {"index": self.cluster.index, "gone": why})
        self.close()

    def close(self) -> None:
        """Leave; what others do from now on is no matter."""
        with self._changed:
            self._left = True  # from now on the end of a line is this worker's own doing
            self._changed.notify_all()
        for index in self.lines:
            self._send(index, {"bye": True})
        for line in self.lines.values():
            line.close()

    def _listen(self, index: int, line: Line) -> None:
        while True:
            try:
                message, error = line.receive(), None
            except (OSError, ValueError) as failure:
                message, error = None, failure
            if message is None:
                self._end(index, error)
                return
            self._hear(index, message)

    def _end(self, index: int, error: Exception | None) -> None:
        """A line has ended: with an error, or as the other process did."""
        is_silent = isinstance(error, OSError) and error.errno in _SILENT
        with self._changed:
            # Whoever gives a line up after a silence ends it for the other side, too, whose news of
            # the reason is on its way.
            if not is_silent:
                self._changed.wait_for(
                    lambda: self.gone or self._left or index in self._ended, _ON_ITS_WAY
                )
            if index in self._ended:
                return
        why = "is gone, without a word"
        if is_silent:
            why = (
                f"has not answered worker {self.cluster.index} for {SILENCE} s: its machine is "
                "off, or the network between them is cut"
            )
        elif isinstance(error, ConnectionResetError):
            why = "has broken the connection off: it has ended, or the network between is cut"
        self._note_gone(index, why, seen=True)

    def _hear(self, index: int, message: Message) -> None:
        if "card" in message:
            self._put(message["round"], index, message["card"])
        elif "cards" in message:
            with self._changed:
                self._complete[message["round"]] = message["cards"]
                self._changed.notify_all()
        elif "gone" in message:
            self._note_gone(message["index"], str(message["gone"]))
        elif "bye" in message:
            with self._changed:
                self._ended.add(index)
                self._changed.notify_all()

    def _put(self, number: int, index: int, card: Card) -> None:
        """The chief's: note a card, and send all when all are there."""
        with self._changed:
            cards = self._rounds.setdefault(number, {})
            cards[index] = card
            if len(cards) < len(self.cluster.addresses):
                return
            ordered = [cards[one] for one in range(len(cards))]
        for other in self.lines:
            self._send(other, {"round": number, "cards": ordered})
        with self._changed:
            self._complete[number] = ordered
            self._changed.notify_all()

    def _note_gone(self, index: int, why: str, seen: bool = False) -> None:
        """Note a loss, and pass it on: whoever has seen it, and the chief, who reaches most.

        Where a cable fails in one direction, a worker hears that it is missed itself.
        """
        with self._changed:
            if self._left or index in self.gone:
                return
            self.gone[index] = why
            self._changed.notify_all()
        if seen or self.cluster.is_chief:
            for other in list(self.lines):
                self._send(other, {"index": index, "gone": why})

    def _send(self, index: int, message: Message) -> None:
        # Whether the other side is there, its own reader finds out.
        with contextlib.suppress(OSError):
            self.lines[index].send(message)
