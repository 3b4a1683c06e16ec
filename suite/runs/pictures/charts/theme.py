"""The colors of a picture, on white or on black."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Text is told from its paper at this ratio of luminances (WCAG 2, AA).
_READABLE = 4.5


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What is drawn in which color; Okabe and Ito's palette on either paper.

    Args:
        paper, ink: the ground and what is written on it.
        faint: what stands back: axes, holes, remarks.
        grid: lines behind the curves.
        roles: role of a curve -> its color.
        others: of curves without a role, one after the other.
        severities: severity of a finding -> the color of its mark.

    Example:
        >>> LIGHT.roles["training"], LIGHT.readable("#F0E442") == "#F0E442"
        ('#0072B2', False)
    """

    paper: str
    ink: str
    faint: str
    grid: str
    roles: dict[str, str]
    others: Sequence[str]
    severities: dict[str, str]

    def readable(self, color: str) -> str:
        """The color moved towards that of ink until a text in it can be read on the paper."""
        ink, mixed = _channels(self.ink), _channels(color)
        for share in range(11):
            weights = zip(_channels(color), ink, strict=True)
            mixed = tuple(own + (other - own) * share / 10 for own, other in weights)
            if _contrast(mixed, _channels(self.paper)) >= _READABLE:
                break
        return "#" + "".join(f"{round(255 * one):02X}" for one in mixed)

    def many(self, count: int) -> list[str]:
        """A color for each of so many curves; more than the palette has follow a ramp, so that
        neighbors, such as layers, look alike."""
        if count <= len(self.others):
            return list(self.others[:count])
        from matplotlib import colormaps
        from matplotlib.colors import to_hex

        ramp = colormaps["viridis"]
        # The ends of the ramp are lost on white and on black.
        first, last = (0.0, 0.85) if self is LIGHT else (0.2, 1.0)
        places = (first + (last - first) * index / (count - 1) for index in range(count))
        return [to_hex(ramp(place)) for place in places]


def _channels(color: str) -> tuple[float, ...]:
    return tuple(int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The ratio of two luminances, from 1 to 21."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(channels: tuple[float, ...]) -> float:
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


LIGHT = Theme(
    paper="#FFFFFF",
    ink="#1A1A1A",
    faint="#767676",
    grid="#E2E2E2",
    roles={"training": "#0072B2", "validation": "#D55E00", "test": "#CC79A7", "rate": "#009E73"},
    others=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1A1A1A"),
    severities={"": "#767676", "note": "#0072B2", "warning": "#E69F00", "error": "#D55E00"},
)
DARK = Theme(
    paper="#121212",
    ink="#F2F2F2",
    faint="#9A9A9A",
    grid="#333333",
    # The blue of the palette is too dark for black paper; its sky blue is as far from the orange.
    roles={"training": "#56B4E9", "validation": "#D55E00", "test": "#CC79A7", "rate": "#009E73"},
    others=("#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#F0E442", "#F2F2F2"),
    severities={"": "#9A9A9A", "note": "#56B4E9", "warning": "#E69F00", "error": "#D55E00"},
)
