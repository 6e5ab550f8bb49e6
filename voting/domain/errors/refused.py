"""What every refusal is: facts only, no sentences.

Pages and commands turn refusals into sentences in both languages.
"""

from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast, dataclass_transform


class Refused(Exception):
    """Something was asked that the rules do not allow; the fields say what and why."""

    def __str__(self) -> str:
        """Return the facts for a log or a test, never for a reader."""
        return repr(self)


RefusedClass = TypeVar("RefusedClass", bound=type[Refused])


@dataclass_transform(frozen_default=True, eq_default=True)
def refusal(cls: RefusedClass) -> RefusedClass:
    """Make a `Refused` subclass a frozen dataclass that can still be raised anywhere.

    A plain frozen dataclass cannot pass through `contextlib.contextmanager`, which sets
    `__traceback__` on the exception: the refusal would become a FrozenInstanceError.
    """
    frozen: Any = dataclass(frozen=True)(cls)
    facts = {field.name for field in fields(frozen)}

    def set_attribute(self: Refused, name: str, value: Any) -> None:
        if name in facts:
            raise AttributeError(f"{cls.__name__}.{name} is a fact and cannot change")
        Exception.__setattr__(self, name, value)

    frozen.__setattr__ = set_attribute
    return cast(RefusedClass, frozen)
