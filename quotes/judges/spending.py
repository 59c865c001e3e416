"""What a judge costs: counted while it works, summed over processes, said at the end."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from threading import Lock

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Spending:
    """Counts. ``questions`` are quotations; ``cached`` of them were answered from the cache, ``failed`` not at all.

    ``requests`` were sent, ``retries`` of them because an earlier one failed. Tokens are those that the server counted;
    ``uncounted`` answers came without a count. ``unkept`` answers could not be written to the cache.
    """

    questions: int = 0
    cached: int = 0
    failed: int = 0
    requests: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0
    unkept: int = 0

    def __add__(self, other: Spending) -> Spending:
        return Spending(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def cost(self, price_in: float, price_out: float) -> float:
        """The cost of the tokens at prices for a million of each kind, in the currency of the prices."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / MILLION

    def describe(self, name: str, prices: tuple[float, float] | None = None) -> str:
        """One line for a user; ``prices`` are for a million tokens in and out."""
        parts = [f"{self.questions:,} quotations, {self.cached:,} from the cache, {self.failed:,} failed"]
        if self.requests:
            parts.append(f"{self.requests:,} requests ({self.retries:,} again)")
            uncounted = f" ({self.uncounted:,} answers without a count)" if self.uncounted else ""
            parts.append(f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out{uncounted}")
        if prices is not None:
            parts.append(f"cost {self.cost(*prices):.4f}")
        if self.unkept:
            parts.append(f"{self.unkept:,} answers could not be written to the cache")
        return f"stance judge {name}: {'; '.join(parts)}"


class Meter:
    """A running sum that several threads add to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sum = Spending()

    def add(self, spending: Spending) -> None:
        """Count this as well."""
        with self._lock:
            self._sum += spending

    def take(self) -> Spending:
        """The sum since this was last asked."""
        with self._lock:
            taken, self._sum = self._sum, Spending()
        return taken
