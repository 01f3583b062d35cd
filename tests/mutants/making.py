"""Breaking a module in every place as a real fault would: a guard dropped, an audience widened, `<`
for `<=`, a condition of a query forgotten."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

# What a comparison is taken for by mistake.
_OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
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
# Relations of the workflow's tables of which one is let in beside those that a line names.
_RELATIONS = ("By.COMPANY", "By.ADVISOR", "By.PARTNER", "By.CANDIDATE")
_AUDIENCES = ("seen_by", "heard_by")
# Positional arguments of a line of the tables: verb, sources, target, by.
_BY = 3


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: where, what was done, and its source."""

    path: str
    line: int
    what: str
    source: str

    @property
    def key(self) -> str:
        """What it is known by, whatever stands above it in the module."""
        return f"{self.path}: {self.what}"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """All that can be made of a module, in the order of its lines, each once."""
    lines = source.encode().splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    content = b"".join(lines)
    found: dict[str, Mutant] = {}
    for where, node in _within(ast.parse(source)):
        for done, place, change in _faults(node):
            what = f"{where}{done}"
            twin = copy.deepcopy(place)
            text = f"({ast.unparse(change(twin) or twin)})"
            if isinstance(place, ast.stmt):
                text = text[1:-1]
            start = starts[place.lineno - 1] + place.col_offset
            end = starts[(place.end_lineno or 0) - 1] + (place.end_col_offset or 0)
            broken = (content[:start] + text.encode() + content[end:]).decode()
            found.setdefault(broken, Mutant(path, place.lineno, what, broken))
    return sorted(found.values(), key=lambda one: (one.line, one.what))


def _within(node: ast.AST, where: str = "") -> Iterator[tuple[str, ast.AST]]:
    """All nodes with the class and function that they stand in, but those within texts, whose
    places are not told, those of a model's Meta, which is in force by its migration alone, and
    types, which nothing asks while it runs."""
    types = {getattr(node, name, None) for name in ("annotation", "returns")}
    for child in ast.iter_child_nodes(node):
        is_meta = isinstance(child, ast.ClassDef) and child.name == "Meta"
        if not isinstance(child, ast.JoinedStr) and not is_meta and child not in types:
            inner = where
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{child.name}: " if not where else f"{where[:-2]}.{child.name}: "
            yield where, child
            yield from _within(child, inner)


# What was done, to which expression or statement, and how: in place, or what stands for it.
Change = Callable[[ast.AST], ast.AST | None]
Fault = tuple[str, ast.expr | ast.stmt, Change]


def _faults(node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.If) and _ends_at_once(node.body):
        yield f"dropped: if {_text(node.test)}", node.test, _never
    if isinstance(node, ast.BoolOp):
        for number, value in enumerate(node.values):
            yield f"forgotten: {_text(value)} in {_text(node)}", node, _without_value(number)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield f"otherwise: {_text(node)}", node, _compare_otherwise
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield f"not negated: {_text(node)}", node, _negate_nothing
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield f"left alone: {_text(node)}", node, _one_side("left")
        yield f"right alone: {_text(node)}", node, _one_side("right")
    if isinstance(node, ast.Call):
        yield from _faults_of_call(node)
    if isinstance(node, ast.Return) and _text(node) in ("return True", "return False"):
        yield f"returned otherwise: {_text(node)}", node, _return_otherwise


def _faults_of_call(node: ast.Call) -> Iterator[Fault]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in ("filter", "exclude", "Q"):
        for number, keyword in enumerate(node.keywords):
            yield f"forgotten: {_text(keyword)} in {_text(node)}", node, _without_keyword(number)
    if name in ("filter", "exclude"):
        for number, argument in enumerate(node.args):
            yield f"forgotten: {_text(argument)} in {_text(node)}", node, _without_argument(number)
    if name == "Transition":
        yield from _faults_of_line(node)


def _faults_of_line(node: ast.Call) -> Iterator[Fault]:
    """A line of the workflow's tables: whom it lets act, its guard, who sees and hears of it."""
    line = f"{_text(node.args[0])} from {_text(node.args[1])}"
    by = node.args[_BY]
    if isinstance(by, ast.Tuple):
        for number, relation in enumerate(by.elts):
            yield f"by without {_text(relation)}: {line}", node, _without_element(None, number)
        named = {_text(one) for one in by.elts}
        for relation_name in _RELATIONS:
            if relation_name not in named:
                yield f"by with {relation_name}: {line}", node, _with_relation(relation_name)
    for number, keyword in enumerate(node.keywords):
        if keyword.arg == "guard":
            yield f"no guard {_text(keyword.value)}: {line}", node, _without_keyword(number)
        if keyword.arg in _AUDIENCES and isinstance(keyword.value, ast.Tuple):
            for place, audience in enumerate(keyword.value.elts):
                what = f"{keyword.arg} without {_text(audience)}: {line}"
                yield what, node, _without_element(number, place)


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _ends_at_once(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Raise | ast.Return | ast.Continue | ast.Break)


def _never(_test: ast.AST) -> ast.AST:
    return ast.Constant(False)


def _without_value(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BoolOp)
        node.values[number] = ast.Constant(isinstance(node.op, ast.And))

    return change


def _compare_otherwise(node: ast.AST) -> None:
    assert isinstance(node, ast.Compare)
    node.ops = [_OTHER[type(node.ops[0])]()]


def _negate_nothing(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    # As if the sign were not there: `+x` of a Q is x, and so is `bool(x)` of what is true or not.
    operand = node.operand
    if isinstance(node.op, ast.Invert):
        node.op, node.operand = ast.Invert(), ast.UnaryOp(ast.Invert(), operand)
    else:
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), operand)


def _one_side(side: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BinOp)
        kept = getattr(node, side)
        node.left, node.right = kept, copy.deepcopy(kept)

    return change


def _without_keyword(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        del node.keywords[number]

    return change


def _without_argument(number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        del node.args[number]

    return change


def _without_element(keyword: int | None, number: int) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        names = node.args[_BY] if keyword is None else node.keywords[keyword].value
        assert isinstance(names, ast.Tuple)
        del names.elts[number]

    return change


def _with_relation(name: str) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Call)
        by = node.args[_BY]
        assert isinstance(by, ast.Tuple)
        by.elts.append(ast.parse(name, mode="eval").body)

    return change


def _return_otherwise(node: ast.AST) -> None:
    assert isinstance(node, ast.Return)
    assert isinstance(node.value, ast.Constant)
    node.value.value = not node.value.value
