"""Mutation testing: small mistakes put into a file, and which of them no test notices.

python benchmarks/mutants.py crawler/politeness/host_clock.py [FILE...] [--tests tests/crawler] [--number 20] [--seed 1]

Each mutant is tried in a copy of the tree in a temporary folder, with the tests of the file's own folder (without
those that need a server or kill processes) or those named. One that survives is a line whose behaviour no test holds,
or a change that makes no difference: somebody has to look. For people, not for CI.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPARED = "not elasticsearch and not postgres and not kill"
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_WORDS = {"min": "max", "max": "min", "any": "all", "all": "any"}
EMPTY = ("bool", "int", "float", "str", "list", "dict", "set", "tuple")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A line, what is changed in it, and the whole source with the change."""

    line: int
    change: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    made = [
        _mutant(source, place, new)
        for node, returned in _nodes(ast.parse(source))
        for place, new in _changes(node, returned)
    ]
    return sorted(made, key=lambda mutant: mutant.line)


def _nodes(tree: ast.AST, returned: str = "") -> Iterator[tuple[ast.AST, str]]:
    """Code that runs, and what the function around it returns; f-strings have no exact positions before 3.12."""
    for child in ast.iter_child_nodes(tree):
        inside = returned
        if isinstance(child, ast.JoinedStr | ast.arg) or _is_typing(child):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = ast.unparse(child.returns).split("[")[0] if child.returns else ""
            child.returns = None
        if isinstance(child, ast.AnnAssign):
            yield from _nodes(ast.Expression(child.value) if child.value else ast.Pass(), returned)
            continue
        yield child, inside
        yield from _nodes(child, inside)


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _changes(node: ast.AST, returned: str) -> Iterator[tuple[ast.AST, str]]:
    """The places to be changed at a node, and what stands there instead."""
    yield from ((node, new) for new in (*_other_values(node), *_other_statements(node, returned)))
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield node.test, f"not ({ast.unparse(node.test)})"
    elif isinstance(node, ast.comprehension):
        yield from ((one, f"not ({ast.unparse(one)})") for one in node.ifs)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OTHER_WORDS:
        yield node.func, OTHER_WORDS[node.func.id]


def _other_values(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(ops=ops):
            for number, one in enumerate(ops):
                for other in COMPARISONS[type(one)]:
                    yield _unparse(node, ops=[*ops[:number], other(), *ops[number + 1 :]])
        case ast.BoolOp(op=op):
            yield _unparse(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.BinOp(op=ast.Add() | ast.Sub() as op):
            yield _unparse(node, op=ast.Sub() if isinstance(op, ast.Add) else ast.Add())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield ast.unparse(operand)
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield from map(repr, sorted({value + 1, value - 1, value * 2} - {value}))
        case ast.Call(keywords=keywords):
            for one in keywords:
                if one.arg:
                    yield _unparse(node, keywords=[other for other in keywords if other is not one])


def _other_statements(node: ast.AST, returned: str) -> Iterator[str]:
    match node:
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield f"return {returned}()" if returned in EMPTY else "return None"
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign() | ast.Delete() | ast.Raise():
            yield "pass"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            yield "pass"


def _unparse(node: ast.AST, **changes: object) -> str:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return f"({ast.unparse(changed)})"


def _mutant(source: str, place: ast.AST, new: str) -> Mutant:
    """Put the replacement where the node stands; columns are counted in bytes."""
    lines = source.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: place.lineno - 1])) + place.col_offset
    end = sum(map(len, lines[: place.end_lineno - 1])) + place.end_col_offset
    text = source.encode()
    changed = text[:start] + new.encode() + text[end:]
    return Mutant(place.lineno, f"{ast.unparse(place)}  ->  {new}", changed.decode())


def main() -> None:
    """Try the mutants and print those that survive."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", help="source files, from the root of the tree")
    parser.add_argument("--tests", action="append", help="tests to run instead of those of the file's folder")
    parser.add_argument("--number", type=int, default=20, help="mutants of each file, drawn at random; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder) / "tree"
        copy_tree(tree)
        for file in arguments.files:
            try_file(tree, file, arguments.tests or [own_tests(tree, file)], arguments.number, arguments.seed)


def copy_tree(target: Path) -> None:
    """Copy what git knows or would take, with the changes that are not yet committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # else removed, and not yet from the index
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def try_file(tree: Path, file: str, tests: Sequence[str], number: int, seed: int) -> None:
    """Try mutants of one file of a tree that may be written to; the last line says how many lived."""
    target = tree / file
    source = target.read_text("utf-8")
    before = time.monotonic()
    if run_tests(tree, tests, 1200) != 0:
        sys.exit(f"the tests {' '.join(tests)} must pass before anything is changed")
    limit = 10 + 3 * (time.monotonic() - before)
    every = mutants(source)
    chosen = sorted(random.Random(seed).sample(range(len(every)), min(number or len(every), len(every))))
    ended = {"killed": 0, "survived": 0, "timed out": 0}
    for count, mutant in enumerate((every[index] for index in chosen), start=1):
        target.write_text(mutant.source, "utf-8")
        os.utime(target, (count, count))  # Python takes a cached module for current by its second and its length
        code = run_tests(tree, tests, limit)
        ending = "timed out" if code is None else "killed" if code else "survived"
        ended[ending] += 1
        if ending != "killed":
            print(f"{file}:{mutant.line}: {ending}: {mutant.change}", flush=True)
    target.write_text(source, "utf-8")
    print(f"{file}: {len(chosen)} of {len(every)} mutants: " + ", ".join(f"{n} {name}" for name, n in ended.items()))


def own_tests(tree: Path, file: str) -> str:
    """The folder of tests that mirrors a file's, or the nearest above it."""
    folder = Path("tests") / Path(file).parent
    while not (tree / folder).is_dir():
        folder = folder.parent
    return folder.as_posix()


def run_tests(tree: Path, tests: Sequence[str], seconds: float) -> int | None:
    """The exit code of pytest in a tree; None where it took too long, and was ended with all that it had started."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", SPARED, *tests]
    environment = {
        **os.environ,
        "CI": "1",  # properties on the same examples every time
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",  # a mutant of the same size and second would be taken for the one before
    }
    with subprocess.Popen(
        command,
        cwd=tree,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None


if __name__ == "__main__":
    main()
