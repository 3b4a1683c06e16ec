"""Hosts, each with a cable or two to a router that can drop what it should pass on.

The router is where networks fail: what is dropped there vanishes without a word to either side, as
behind a cut cable, and unlike a rule on the host itself, which would tell it. Linux's own delay
(`tc netem`) is not in every kernel; `Wire` delays packets in a process instead.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.hosts.namespaces import Namespace

_SYSCTL = Path("/proc/sys/net")
_ROOT = Path(__file__).parents[2]
# Of the router's rules: what is dropped goes before what is delayed.
_DROPS, _DELAYS, _TABLE = 100, 200, 77


class Network:
    """So many hosts and the router between them.

    Args:
        names: of the hosts, by which they know each other; further names behind a blank.
        protocols: 4, 6 or both; with 6 alone there is no address of the older kind but the
            loopback's.
        cables: of each host; names lead to the first.

    Attributes:
        hosts: by number.

    Example:
        >>> with Network(["alice", "bob"]) as network:
        ...     network.hosts[1].output("cat", "/sys/class/net/eth0/operstate")
        'up'
    """

    def __init__(
        self, names: Sequence[str], protocols: Sequence[int] = (4, 6), cables: int = 1
    ) -> None:
        self._known_as = tuple(names)
        self.names = tuple(name.split()[0] for name in names)
        self.protocols, self.cables = tuple(protocols), cables
        self.hosts: list[Namespace] = []
        self._rules: set[tuple[str, ...]] = set()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Network:
        with contextlib.ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hosts-")))
            self.router = stack.enter_context(Namespace("router"))
            self._prepare_router()
            self.hosts = [stack.enter_context(Namespace(name)) for name in self.names]
            for number in range(len(self.hosts)):
                self._connect(number)
                self._introduce(number)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def address(self, host: int, protocol: int | None = None, cable: int = 0) -> str:
        """Of a host, as it is written in front of a port."""
        number = _number(host, cable)
        if (protocol or self.protocols[0]) == 4:
            return f"10.77.{number}.2"
        return f"[fd77:{number}::2]"

    def cut(self, one: int, other: int) -> None:
        """Drop what goes from one host to the other, at all cables; the way back stays."""
        for what in self._from_to(one, other):
            self._rule("add", *what, "pref", str(_DROPS), "blackhole")

    def cut_off(self, host: int) -> None:
        """Drop all that goes from or to a host."""
        for other in self._others(host):
            self.cut(host, other)
            self.cut(other, host)

    def block(self, host: int, port: int) -> None:
        """A firewall before a host that drops what comes for a port."""
        for other in self._others(host):
            for what in self._from_to(other, host):
                ports = ("ipproto", "tcp", "dport", str(port))
                self._rule("add", *what, *ports, "pref", str(_DROPS), "blackhole")

    def mend(self) -> None:
        """Take back all that was cut or blocked."""
        for rule in list(self._rules):
            if str(_DROPS) in rule:
                self._rule("del", *rule)

    def unplug(self, host: int) -> None:
        """Pull out a host's cables; it notices that."""
        for cable in range(self.cables):
            self.router.do("ip", "link", "set", _port(host, cable), "down")

    def plug(self, host: int) -> None:
        for cable in range(self.cables):
            self.router.do("ip", "link", "set", _port(host, cable), "up")
            if 6 in self.protocols:  # the router's address goes when its end is down
                self._give_router_address(host, cable, 6)

    def vanish(self, host: int) -> None:
        """A power cut: the host is silent from one moment to the next."""
        self.cut_off(host)
        self.hosts[host].kill()

    @contextlib.contextmanager
    def slow(self, host: int, delay: float, loss: float = 0.0) -> Iterator[None]:
        """Delay all that goes from or to a host by so many seconds each way, and lose a share."""
        wire = self.router.start(
            [sys.executable, "-m", "benchmarks.hosts.wire", str(delay), str(loss)], folder=_ROOT
        )
        rules = [
            (*what, "pref", str(_DELAYS), "lookup", str(_TABLE))
            for other in self._others(host)
            for what in (*self._from_to(other, host), *self._from_to(host, other))
        ]
        try:
            self._wait_for_wire()
            for protocol in self.protocols:
                table = ("table", str(_TABLE))
                self.router.do(
                    "ip", f"-{protocol}", "route", "add", "default", "dev", "wire", *table
                )
            for rule in rules:
                self._rule("add", *rule)
            yield
        finally:
            for rule in rules:
                self._rule("del", *rule)
            wire.kill()
            wire.wait()

    def disk(self, host: int, folder: Path, megabytes: float) -> None:
        """Put a disk of its own and of that size at a folder of a host, which others do not see."""
        folder.mkdir(parents=True, exist_ok=True)
        size = f"size={int(megabytes * 2**20)}"
        self.hosts[host].do("mount", "-t", "tmpfs", "-o", size, "disk", folder)

    def _others(self, host: int) -> list[int]:
        return [other for other in range(len(self.hosts)) if other != host]

    def _from_to(self, one: int, other: int) -> Iterator[tuple[str, ...]]:
        """The router's words for what one host sends to another."""
        for protocol in self.protocols:
            for cable in range(self.cables):
                for to in range(self.cables):
                    net = _net(_number(other, to), protocol)
                    yield (f"-{protocol}", "iif", _port(one, cable), "to", net)

    def _rule(self, verb: str, *what: str) -> None:
        protocol, *rest = what
        if (verb == "add") == (what in self._rules):
            return
        self.router.do("ip", protocol, "rule", verb, *rest)
        (self._rules.add if verb == "add" else self._rules.discard)(what)

    def _prepare_router(self) -> None:
        for switch in ("ipv4/ip_forward", "ipv6/conf/all/forwarding"):
            self._set(self.router, switch, 1)
        # A delayed packet comes in where its sender's address does not lead.
        for which in ("all", "default"):
            self._set(self.router, f"ipv4/conf/{which}/rp_filter", 0)

    def _connect(self, number: int) -> None:
        host = self.hosts[number]
        for cable in range(self.cables):
            port = _port(number, cable)
            own = f"eth{cable}"
            self.router.do(
                *("ip", "link", "add", port, "type", "veth"),
                *("peer", "name", own, "netns", str(host.pid)),
            )
            self.router.do("ip", "link", "set", port, "up")
            host.do("ip", "link", "set", own, "up")
            for protocol in self.protocols:
                self._give_router_address(number, cable, protocol)
                net = _number(number, cable)
                _give_address(host, own, _at(net, 2, protocol), protocol)
                # Through the first cable, unless it is gone.
                via = ("via", _at(net, 1, protocol), "metric", str(100 + cable))
                host.do("ip", f"-{protocol}", "route", "add", "default", *via)

    def _give_router_address(self, host: int, cable: int, protocol: int) -> None:
        address = _at(_number(host, cable), 1, protocol)
        _give_address(self.router, _port(host, cable), address, protocol)

    def _introduce(self, number: int) -> None:
        """Let a host know the others by name, through a file that it alone sees."""
        lines = ["127.0.0.1 localhost", "::1 localhost"]
        for host, name in enumerate(self._known_as):
            lines += [f"{self.address(host, one).strip('[]')} {name}" for one in self.protocols]
        file = self._folder / f"hosts-{number}"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        self.hosts[number].do("mount", "--bind", file, "/etc/hosts")

    def _wait_for_wire(self) -> None:
        deadline = time.monotonic() + 30
        while not _is_up(self.router):
            if time.monotonic() > deadline:
                raise RuntimeError("the wire is not there after 30 s")
            time.sleep(0.05)

    @staticmethod
    def _set(namespace: Namespace, name: str, value: int) -> None:
        namespace.do("sh", "-c", f"echo {value} > {_SYSCTL / name}")


def _is_up(router: Namespace) -> bool:
    with contextlib.suppress(RuntimeError):
        return "UP" in router.output("ip", "-br", "link", "show", "wire")
    return False


def _give_address(namespace: Namespace, device: str, address: str, protocol: int) -> None:
    length, extra = (24, ()) if protocol == 4 else (64, ("nodad",))
    namespace.do(
        *("ip", f"-{protocol}", "addr", "replace", f"{address}/{length}", "dev", device), *extra
    )


def _number(host: int, cable: int) -> int:
    return 10 * cable + host + 1


def _port(host: int, cable: int) -> str:
    return f"host{host}-{cable}"


def _net(number: int, protocol: int) -> str:
    return f"10.77.{number}.0/24" if protocol == 4 else f"fd77:{number}::/64"


def _at(number: int, own: int, protocol: int) -> str:
    return f"10.77.{number}.{own}" if protocol == 4 else f"fd77:{number}::{own}"
