"""The workers of a run, connected to the chief as long as the run lasts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping

from suite.errors import RunFailure
from suite.workers.cluster import Cluster
from suite.workers.line import Line, Message

Card = Mapping[str, object]


class Meeting:
    """Exchanges cards with all workers, and notices at once when one of them is gone.

    `tf.distribute` waits for a missing worker without a word, or fails with an error that does not
    say who is missing and why. So the connections of the rendezvous stay open: each worker has one
    to the chief, who passes on what concerns all.

    Args:
        cluster: the workers.
        lines: of the chief: to each other worker; of the others: to the chief.

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
        self._round = 0
        self._changed = threading.Condition()
        for index, line in self.lines.items():
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
        return bool(self.gone or self._ended) and not is_full

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
        for index, line in self.lines.items():
            self._send(index, {"bye": True})
            line.close()

    def _listen(self, index: int, line: Line) -> None:
        while True:
            try:
                message = line.receive()
            except (OSError, ValueError):
                message = None
            if message is None:
                if index not in self._ended:
                    self._note_gone(index, "is gone, without a word")
                return
            self._hear(index, message)

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

    def _note_gone(self, index: int, why: str) -> None:
        with self._changed:
            if index in self.gone or index == self.cluster.index:
                return
            self.gone[index] = why
            self._changed.notify_all()
        if self.cluster.is_chief:
            for other in self.lines:
                if other != index:
                    self._send(other, {"index": index, "gone": why})

    def _send(self, index: int, message: Message) -> None:
        # Whether the other side is there, its own reader finds out.
        with contextlib.suppress(OSError):
            self.lines[index].send(message)
