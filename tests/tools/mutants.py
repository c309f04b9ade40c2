"""The mutants of a source text: each is one small change that a good test ought to notice.

A mutant is named by its file, the function it is in, what is changed, and which of several such places it
is. Line numbers are not part of the name, so that a name lives on when something else in the file changes.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
from dataclasses import dataclass
from typing import Iterator, Optional

ROOMS = ("crypto", "jose", "oauth2", "sessions", "stores")
PER_ROOM = 60
SEED = "jamlite mutants 1"

# Texts that a program reads: names, codes, members. A text with blanks in it is for people.
_WORD = re.compile(r"[\w.:/+$%?=-]{1,40}")
_COMPARED: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPUTED: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One change: bytes `start` to `end` of the file become `text`."""

    name: str
    path: str
    start: int
    end: int
    text: str
    lines: tuple[int, int]  # the first and last line that run the changed code
    function: Optional[tuple[int, int]]  # the lines of the function, None at the level of the module
    defined: bool  # whether the change is made when the module or function is defined, not when it runs

    def apply(self, source: bytes) -> bytes:
        """Return the source of the file with the change."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def sample(root: str) -> list[Mutant]:
    """Return the fixed sample of the tree at `root`: of each package those whose names hash lowest."""
    chosen: list[Mutant] = []
    for room in ROOMS:
        found = [mutant for path in _files(root, room) for mutant in of_file(root, path)]
        found.sort(key=lambda mutant: hashlib.sha256(f"{SEED} {mutant.name}".encode()).digest())
        chosen += found[:PER_ROOM]
    return chosen


def _files(root: str, room: str) -> Iterator[str]:
    for folder, _, names in sorted(os.walk(os.path.join(root, "jamlite", room))):
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.relpath(os.path.join(folder, name), root)


def of_file(root: str, path: str) -> list[Mutant]:
    """Return all mutants of one file."""
    with open(os.path.join(root, path), "rb") as stream:
        return _Finder(path, stream.read()).found


class _Finder(ast.NodeVisitor):
    def __init__(self, path: str, source: bytes) -> None:
        self.path, self.source = path, source
        self.found: list[Mutant] = []
        self.offsets = [0]
        for line in source.splitlines(keepends=True):
            self.offsets.append(self.offsets[-1] + len(line))
        self.names: list[str] = []
        self.function: Optional[tuple[int, int]] = None
        self.defined = True
        self.statement: Optional[ast.stmt] = None
        self.counted: dict[str, int] = {}
        self.visit(ast.parse(source))

    def _place(self, node: ast.AST) -> tuple[int, int]:
        start = self.offsets[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return start, self.offsets[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]

    def _add(self, node: ast.AST, what: str, text: str) -> None:
        start, end = self._place(node)
        original = " ".join(self.source[start:end].decode().split())
        label = f"{self.path}:{'.'.join(self.names)}: {what} in {original[:100]}"
        count = self.counted[label] = self.counted.get(label, 0) + 1
        first = min(self.statement.lineno if self.statement else node.lineno, node.lineno)  # type: ignore
        last = node.end_lineno  # type: ignore[attr-defined]
        name = label if count == 1 else f"{label} #{count}"
        change = Mutant(name, self.path, start, end, text, (first, last), self.function, self.defined)
        self.found.append(change)

    # --- what is passed over --------------------------------------------------------------------

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Texts for people."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self._condition(node.test)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id in (
            *("__all__", "__slots__", "TYPE_CHECKING"),
        ):
            return
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """The words of `part("...")` name a feature to people."""
        if not (isinstance(node.func, ast.Name) and node.func.id == "part"):
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        """The raise is deleted; its words are for people."""
        self._add(node, "delete", "pass")

    # --- functions and statements ---------------------------------------------------------------

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.names.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self.names.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        kept = self.function, self.defined, self.statement
        self.names.append(node.name)
        self.function = node.body[0].lineno, node.end_lineno or node.lineno
        self.statement = None
        self.defined = True
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self.defined = False
        for statement in node.body:
            self.visit(statement)
        self.names.pop()
        self.function, self.defined, self.statement = kept

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.stmt) or isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            super().visit(node)
            return
        kept, self.statement = self.statement, node
        super().visit(node)
        self.statement = kept

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):  # a docstring
            return
        if isinstance(node.value, ast.Call):
            self._add(node, "delete", "pass")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._add(node, "None", "return None")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._add(node, "delete", "pass")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add(node, "break", "break")

    def visit_Break(self, node: ast.Break) -> None:
        self._add(node, "continue", "continue")

    def visit_While(self, node: ast.While) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node.test)
        self.generic_visit(node)

    def _condition(self, test: ast.expr) -> None:
        if not isinstance(test, (ast.Compare, ast.UnaryOp, ast.Constant)):  # these have mutants of their own
            self._add(test, "not", f"(not ({self._text(test)}))")

    # --- expressions ----------------------------------------------------------------------------

    def _text(self, node: ast.AST) -> str:
        start, end = self._place(node)
        return self.source[start:end].decode()

    def visit_Compare(self, node: ast.Compare) -> None:
        parts = [self._text(part) for part in (node.left, *node.comparators)]
        for at, operator in enumerate(node.ops):
            ops: list[ast.cmpop] = list(node.ops)
            ops[at] = _COMPARED[type(operator)]()
            changed = ast.Compare(node.left, ops, node.comparators)
            what = f"{type(operator).__name__} to {type(ops[at]).__name__}"
            self._add(node, what if len(parts) == 2 else f"{what} ({at + 1})", f"({ast.unparse(changed)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._add(node, f"to {type(other).__name__}", f"({ast.unparse(ast.BoolOp(other, node.values))})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._add(node, "without not", f"({ast.unparse(node.operand)})")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        other = _COMPUTED.get(type(node.op))
        text = isinstance(node.left, ast.Constant) and isinstance(node.left.value, (str, bytes))
        if other is not None and not text:
            self._add(
                node,
                f"{type(node.op).__name__} to {other.__name__}",
                f"({ast.unparse(ast.BinOp(node.left, other(), node.right))})",
            )
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if value is True or value is False:
            self._add(node, "flip", repr(not value))
        elif type(value) is int:
            self._add(node, "one more", f"({value + 1})")
        elif type(value) is str and _WORD.fullmatch(value):
            self._add(node, "other text", repr(f"{value}X"))
