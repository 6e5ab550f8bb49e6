"""Keeping citizen service numbers (BSN) out: a column in which too many pass their eleven-test.

No file of this system needs that number, and the law (Wabb, article 10) leaves no room to keep
it by the way. One number in eleven passes the test by chance, so only more than that is refused.
"""

import re
from dataclasses import dataclass

SHORTEST, LONGEST = 8, 9
_SPACED = re.compile(r"(?<=\d)[ .\-/](?=\d)")
_NUMBER = re.compile(rf"(?<!\d)\d{{{SHORTEST},{LONGEST}}}(?!\d)", re.ASCII)


@dataclass(slots=True)
class NumberGuard:
    """Counts in one column the numbers of 8 or 9 digits, and those that pass the eleven-test.

    `first` is the line of the first that passes.
    """

    suspects: int = 0
    passing: int = 0
    first: int = 0

    def look_at(self, value: str, line: int) -> None:
        """Count the numbers of one cell; 111.222.333 and NL111222333 are numbers too."""
        if len(value) < SHORTEST:
            return
        for number in _NUMBER.findall(_SPACED.sub("", value)):
            self.suspects += 1
            if passes_eleven_test(number):
                self.passing += 1
                self.first = self.first or line

    @property
    def alarmed(self) -> bool:
        """Tell whether more pass than chance explains."""
        return exceeds_chance(self.passing, self.suspects)


def passes_eleven_test(digits: str) -> bool:
    """Tell whether 8 or 9 digits pass the eleven-test of the citizen service number (BSN)."""
    nine = [int(digit) for digit in digits.zfill(9)]
    total = sum(weight * digit for weight, digit in zip(range(9, 1, -1), nine, strict=False))
    return any(nine) and (total - nine[8]) % 11 == 0


def exceeds_chance(passing: int, suspects: int) -> bool:
    """Tell whether more numbers pass than chance explains: one in eleven, four deviations.

    Three or more that all pass are too many as well.
    """
    if passing == suspects:
        return suspects >= 3
    surplus = 11 * passing - suspects
    return surplus > 0 and surplus**2 > 16 * 10 * suspects
