"""What can be wrong with a file, a row or a cell, said so that whoever sent the file can mend it.

The words are in the language that is active when they are made: who runs a check activates that of whoever asked.
"""

from dataclasses import dataclass


class FileProblem(Exception):  # noqa: N818  named by what it is, like its siblings: nothing has broken
    """Nothing of the file can be taken. `code` is for programs, `text` for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class CellProblem(Exception):  # noqa: N818
    """A cell says nothing that its field can hold. `value` is the part of the cell that is meant."""

    def __init__(self, code: str, text: str, *, value: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.value = value


@dataclass(frozen=True)
class Problem:
    """Something that is told of a file, a row or a cell; a `warning` keeps nothing from being taken.

    `column` counts from 0; None where the whole row, or the whole file, is meant.
    """

    code: str
    text: str
    column: int | None = None
    warning: bool = False
