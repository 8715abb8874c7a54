"""The dialogue of a quiz: questions, replies to answers, hints, and the summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import takewhile

from handcalc.cli.quiz_screen import Screen
from handcalc.exercises.quiz.hints import STAGES
from handcalc.exercises.quiz.quiz import Blank, Quiz, Reply
from handcalc.exercises.quiz.summary import FirstMistake, Summary, summary
from handcalc.exercises.reports.misconception_text import in_words
from handcalc.formats.document.blocks import (
    Advice,
    Block,
    Heading,
    LookupTable,
    MatrixBlock,
    TextBlock,
    document_blocks,
    step_block,
)
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.presentation import NumberedStep, Presentation
from handcalc.record.number_format import format_number
from handcalc.text import counted, listed, visible

CURRENT = "?"
"""The text of the cell in question."""

_HELP = (
    "answer with a number (2, -1.5, 1,5 or 1/2) or a word; ? or hint: the formula, then the operands, then "
    "the arithmetic; skip: leave it blank; show: the page so far; quit: the summary; = before a word: it is "
    "an answer"
)


class Session:
    """One quiz, from the introduction to the summary."""

    def __init__(self, quiz: Quiz, again: str, *, tables: bool, interactive: bool) -> None:
        """again: the command line that starts the same quiz."""
        self._quiz = quiz
        self._again = again
        self._screen = Screen(quiz.page.shown, tables=tables, interactive=interactive)
        self._introduced: str | None = None
        self._drawn_blank: Blank | None = None
        self._commands: dict[str, Callable[[], None]] = {
            "?": self._hint,
            "hint": self._hint,
            "skip": self._skip,
            "show": self._show,
            "help": lambda: self._screen.line("help", f": {_HELP}"),
        }

    def run(self) -> None:
        """Ask for one blank after the other until the last, `quit` or the end of input."""
        self._screen.blocks(self._quiz.page.shown, self._opening())
        self._screen.line("quiz", f": {counted(len(self._quiz.blanks), 'blank')}; {_HELP}")
        try:
            while (blank := self._quiz.current) is not None:
                self._introduce(blank)
                self._screen.prompt(
                    "blank", f" {blank.number} of {len(self._quiz.blanks)}: {blank.reference} ="
                )
                line = self._screen.read()
                if line is None and self._screen.interactive:
                    self._screen.line("")
                if line is None or line == "quit":
                    break
                self._handle(line)
        except KeyboardInterrupt:
            if self._screen.interactive:
                self._screen.line("")
            raise
        self._conclude(summary(self._quiz))

    def _handle(self, line: str) -> None:
        command = self._commands.get(line)
        if command is not None:
            command()
        else:
            reply = self._quiz.answer(line.removeprefix("="))
            self._screen.line(reply.verdict, _explanation(reply, self._quiz))

    def _hint(self) -> None:
        stage, text = self._quiz.hint()
        self._screen.line("hint", f" {stage} of {len(STAGES)}: {text}")

    def _skip(self) -> None:
        self._quiz.skip()
        self._screen.line("skipped")

    def _show(self) -> None:
        page = self._quiz.page.shown
        self._screen.blocks(page, self._so_far(page))

    def _opening(self) -> Iterator[Block]:
        """The title, the rounding, the table of powers, and the inputs made of words."""
        page = self._quiz.page.shown
        for block in document_blocks(page, page.notation, LARGEST):
            if isinstance(block, MatrixBlock) and block.number is not None:
                return
            if isinstance(block, Heading | Advice | LookupTable | TextBlock):
                yield block

    def _so_far(self, page: Presentation) -> Iterator[Block]:
        """The inputs and every step up to the current one."""
        assert self._quiz.current is not None
        last = self._number_of(self._quiz.current.step)

        def is_before_next_step(block: Block) -> bool:
            return not isinstance(block, MatrixBlock) or block.number is None or block.number <= last

        for block in takewhile(is_before_next_step, document_blocks(page, page.notation, LARGEST)):
            if isinstance(block, MatrixBlock | TextBlock):
                yield block

    def _introduce(self, blank: Blank) -> None:
        """Show a new step with its operands; on a terminal, show its matrix before each further blank."""
        page = self._quiz.page.shown
        block = _with_question_mark(self._step_block(page, blank.step), blank)
        if blank.step != self._introduced:
            self._screen.step(page, self._operands(page, blank.step), block)
        elif self._screen.interactive and blank != self._drawn_blank:
            self._screen.blocks(page, [block._replace(step=None, number=None, formula=None, note=None)])
        self._introduced, self._drawn_blank = blank.step, blank

    def _step_block(self, page: Presentation, identifier: str) -> MatrixBlock:
        numbered = NumberedStep(self._number_of(identifier), self._quiz.page.step(identifier))
        return step_block(page, numbered, page.notation, LARGEST)

    def _number_of(self, identifier: str) -> int:
        return self._quiz.calculation.ids.index(identifier) + 1

    def _operands(self, page: Presentation, identifier: str) -> Iterator[Block]:
        """The operands of a step; for a table of counts, the result of the step before."""
        step = self._quiz.page.step(identifier)
        leaves = {id(leaf) for leaf in step.formula.leaves() if not leaf.is_constant}
        if not leaves and self._number_of(identifier) > 1:
            leaves = {id(page.calculation.steps[self._number_of(identifier) - 2].result)}
        for block in document_blocks(page, page.notation, LARGEST):
            if isinstance(block, MatrixBlock) and block.matrix is step.result:
                return
            if isinstance(block, MatrixBlock) and id(block.matrix) in leaves:
                yield block._replace(number=None, formula=None, note=None, step=None)

    def _conclude(self, result: Summary) -> None:
        line = self._screen.line
        line("summary", f": {counted(len(self._quiz.blanks), 'blank')}")
        for name, words in _COUNTS.items():
            line("", f"{words}: {getattr(result, name)}")
        line("score", f": {format_number(100 * result.score, 0)} %")
        if result.first_mistake is not None:
            line("first mistake", f": {_named(result.first_mistake, self._screen.notation)}")
        if self._quiz.calculation.seed is not None:
            line("seed", f": {self._quiz.calculation.seed}")
        line("again", f": {visible(self._again)}")


_COUNTS = {
    "first_try": "right at the first try",
    "second_try": "right at the second try",
    "after_hint": "right after a hint",
    "follows": "follows",
    "wrong": "wrong",
    "skipped": "skipped",
    "not_reached": "not reached",
}


def _with_question_mark(block: MatrixBlock, blank: Blank) -> MatrixBlock:
    """The matrix with a question mark in the current cell."""
    row, column = blank.place
    cells = [list(texts) for texts in block.grid.cells]
    cells[row][column] = CURRENT
    return block._replace(grid=block.grid._replace(cells=cells))


def _named(first: FirstMistake, notation: Notation) -> str:
    """The cell of the first mistake, and the probable misconception."""
    if first.mistake is None:
        return first.reference
    return f"{first.reference}; it looks as if {notation.text(in_words(first.mistake))} ({first.mistake})"


def _explanation(reply: Reply, quiz: Quiz) -> str:
    """The rest of the message that begins with the verdict."""
    if reply.verdict == "right":
        return ""
    if reply.verdict == "follows":
        steps = listed(reply.going_on_from)
        return f": right, going on from your {steps}" if steps else ": right, as nearly as rounding allows"
    if reply.verdict == "unreadable":
        word = quiz.asks_for_a_word
        return (
            f": {'a word' if word else 'a number, such as 2, -1.5, 1,5 or 1/2,'} is asked for, or ? or skip"
        )
    if reply.once_more:
        return ": once more"
    key = f"; with the right numbers before it {reply.key}" if reply.key is not None else ""
    return f": {reply.arithmetic or 'your numbers give nothing here'}{key}"
