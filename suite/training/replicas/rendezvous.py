"""The workers of a run find each other before TensorFlow does."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping

from suite.errors import UserError
from suite.runs.cluster import Cluster

# Seconds between two tries, and until it is worth a word that somebody is missing.
_AGAIN, _QUIET = 0.2, 5.0
_LONGEST = 2**22

Card = Mapping[str, object]


def meet(
    cluster: Cluster, card: Card, wait: float, say: Callable[[str], object] = print
) -> list[Card]:
    """Wait until every worker is there, and exchange a card with each.

    `tf.distribute` waits for a missing worker for ever and without a word, and trains happily with
    workers that compute different things. So each worker listens at its address, and calls the
    others; a call carries both cards, and either of the two may be the caller.

    Args:
        cluster: the workers.
        card: what the others shall know; JSON.
        wait: seconds after which missing workers are an error.
        say: told once who is being waited for.

    Returns:
        The cards in the order of the workers.

    Raises:
        UserError: names the workers that did not come, or the address that cannot be listened at.
    """
    cards: dict[int, Card] = {cluster.index: card}
    own = json.dumps({"index": cluster.index, "card": card}).encode() + b"\n"
    start, told = time.monotonic(), False
    with listening(cluster, own, cards):
        while len(cards) < len(cluster.addresses):
            for index, address in enumerate(cluster.addresses):
                if index not in cards:
                    call(address, own, cards)
            waited = time.monotonic() - start
            missing = [i for i in range(len(cluster.addresses)) if i not in cards]
            names = ", ".join(f"worker {i} ({cluster.addresses[i]})" for i in missing)
            if missing and waited > wait:
                raise UserError(
                    f"worker {cluster.index}: after {wait:g} s there is still no sign of {names}. "
                    "Start every worker with the same addresses, or wait longer with "
                    "training.worker_wait."
                )
            if missing and waited > _QUIET and not told:
                told = True
                say(f"waiting for {names}, {wait:g} s at the most")
            if missing:
                time.sleep(_AGAIN)
    return [cards[index] for index in range(len(cluster.addresses))]


@contextlib.contextmanager
def listening(cluster: Cluster, own: bytes, cards: dict[int, Card]) -> Iterator[None]:
    """Answer callers inside the block."""
    port = int(cluster.addresses[cluster.index].rpartition(":")[2])
    try:
        server = socket.create_server(("", port))
    except OSError as error:
        raise UserError(
            f"worker {cluster.index}: cannot listen at port {port} ({error.strerror}). "
            "Is another run using it?"
        ) from error

    def answer() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:  # closed: everybody is there
                return
            with connection, contextlib.suppress(OSError, ValueError):
                connection.settimeout(_QUIET)
                keep(read_line(connection), cards)
                connection.sendall(own)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        # A blocked accept() does not notice that its socket is closed.
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(_QUIET)


def call(address: str, own: bytes, cards: dict[int, Card]) -> None:
    """Try to reach one worker; silence is no error, and neither is TensorFlow's own server."""
    host, _, port = address.rpartition(":")
    with (
        contextlib.suppress(OSError, ValueError),
        socket.create_connection((host.strip("[]"), int(port)), timeout=1.0) as connection,
    ):
        connection.sendall(own)
        keep(read_line(connection), cards)


def read_line(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as stream:
        return stream.readline(_LONGEST)


def keep(line: bytes, cards: dict[int, Card]) -> None:
    """Note the card of whoever spoke; anything else raises ValueError."""
    message = json.loads(line)
    if not isinstance(message, dict) or not isinstance(message.get("index"), int):
        raise ValueError("not a worker's card")
    cards[message["index"]] = message["card"]
