"""Reads lines `original<TAB>rewritten` and prints the rewritten files that CPython rejects, or whose tree without its
probes is not the original's. An original that does not compile is passed over. Rewritten files are UTF-8 whatever a
cookie in them says.
"""

import ast
import re
import sys
import warnings

MARKER = re.compile(r"_instr\d*\Z")


def is_marker(node, attribute=None):
    if attribute is not None:
        if not (isinstance(node, ast.Attribute) and re.fullmatch(attribute, node.attr)):
            return False
        node = node.value
    return isinstance(node, ast.Name) and MARKER.match(node.id) is not None


def is_call(node, attribute=None):
    return isinstance(node, ast.Call) and is_marker(node.func, attribute)


def is_print(node):
    return isinstance(node, ast.Call) and any(k.arg == "file" and is_marker(k.value, "stderr") for k in node.keywords)


def fires(node):
    inline = isinstance(node, ast.Call) and len(node.keywords) == 1 and MARKER.match(node.keywords[0].arg or "")
    return inline or is_call(node) or is_print(node)


def is_import(stmt):
    return isinstance(stmt, (ast.Import, ast.ImportFrom)) and MARKER.match(stmt.names[0].asname or "")


class WithoutProbes(ast.NodeTransformer):
    def generic_visit(self, node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                kept = [v for v in value if not self.is_probe(v)]
                setattr(node, field, kept)
        return super().generic_visit(node)

    def is_probe(self, node):
        if isinstance(node, ast.Expr):
            return fires(node.value)
        if isinstance(node, ast.withitem):
            return is_call(node.context_expr, "leaving")
        if isinstance(node, ast.Starred):
            value = node.value
            fired = isinstance(value, ast.BoolOp) and fires(value.values[0]) and isinstance(value.values[-1], ast.Tuple)
            return is_call(value, "bases") or (fired and not value.values[-1].elts)
        return is_import(node)

    def visit_BoolOp(self, node):
        if isinstance(node.op, ast.Or) and any(fires(value) for value in node.values):
            node.values = [value for value in node.values if not fires(value)]
            if len(node.values) == 1:
                return self.visit(node.values[0])
        return self.generic_visit(node)

    def visit_Call(self, node):
        if is_call(node, "after|each|again"):
            return self.visit(node.args[0])
        return self.generic_visit(node)

    def visit_Subscript(self, node):
        pair = node.value
        if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 and is_print(pair.elts[1]):
            return self.visit(pair.elts[0])
        return self.generic_visit(node)

    def visit_MatchClass(self, node):
        if is_marker(node.cls, r"L\d+"):
            return self.visit(node.patterns[0])
        return self.generic_visit(node)


def difference(original, rewritten):
    try:
        compile(original, "original", "exec", dont_inherit=True)
        tree = ast.parse(original)
    except (SyntaxError, ValueError):
        return None
    try:
        compile(rewritten, "rewritten", "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        return error
    cleaned = WithoutProbes().visit(ast.parse(rewritten))
    expected, found = ast.dump(tree), ast.dump(cleaned)
    if expected == found:
        return None
    at = next(i for i, pair in enumerate(zip(expected, found)) if pair[0] != pair[1])
    return "not the same tree: %s / %s" % (expected[at - 60 : at + 60], found[at - 60 : at + 60])


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    for line in sys.stdin.read().splitlines():
        original, rewritten = line.split("\t")
        with open(original, "rb") as o, open(rewritten, encoding="utf-8", newline="") as r:
            wrong = difference(o.read(), r.read())
        if wrong:
            print(rewritten, wrong)


main()
