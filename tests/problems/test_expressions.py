from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.errors import InputError
from minimesa.problems import values
from minimesa.problems.expressions import MAX_SOURCE, Place, Scope

PLACE = Place("some.toml", 7, "solve.accept")
WORDS = {"p": 3, "q": 2, "r": 1}


def evaluate(text, expect=None, **words):
    scope = Scope()
    for name, bits in WORDS.items():
        scope.add_word(name, bits, PLACE)
    scope.add_word("t", 2, PLACE)
    expression = scope.compile(text, PLACE)
    frame = scope.frame()
    for name, value in ({"p": 5, "q": 2, "r": 1, "t": (1, 2, 3)} | words).items():
        scope.set(frame, name, value)
    return expression.evaluate(frame, expect)


def refused(text, **words):
    with pytest.raises(InputError) as caught:
        evaluate(text, **words)
    assert (caught.value.file, caught.value.line) == ("some.toml", 7)
    assert str(caught.value).startswith("some.toml:7: solve.accept: ")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("p + q * r", 7),
        ("-p // q, p % q, 2 ** p", (-3, 1, 32)),
        ("1 / 3 + 1 / 6", Fraction(1, 2)),
        ("0.1 + 0.2 == 0.3", True),
        ("2 ** -1 * 2", 1),
        ("p[0] + p[1] + p[2]", 2),
        ("t[q], t[-1], t[1:], t[:1] + (9,)", (3, 3, (2, 3), (1, 9))),
        ("t[0][1] + t[1][1]", 1),
        ("p & q | r << 3 ^ 1, ~p, p >> 1", (9, -6, 2)),
        ("r < q < p and p not in t", True),
        ("'max' if p == 5 else 'min'", "max"),
        ("0 or p, p and 0", (5, 0)),
        ("popcount(p), bit_length(4), abs(-3), int(5 / 2)", (2, 3, 3, 2)),
        ("[i * j for i in range(3) for j in range(i) if (i + j) % 2]", (0, 2)),
        ("sum(a * b for a, b in ((1, 2), (3, 4)))", 14),
        ("min((3, 1), (2, 9)), max(t), sorted((2, 3, 1))", ((2, 9), 3, (1, 2, 3))),
        ("any(i == 3 for i in t), all(i for i in t), len(tuple(i for i in t))", (True, True, 3)),
        ("range(3, -4, -3)", (3, 0, -3)),
        ("any(True or 1 // 0 for i in t)", True),
        ("any(i == 1 or 1 // 0 for i in t)", True),
        ("r if r else 1 // 0", 1),
        ("p +\n q", 7),
        ("[p for p in t][0] + p", 6),
        ("sum(sum(i + j for j in range(i)) for i in range(4))", 18),
    ],
)
def test_values(text, value):
    assert evaluate(text) == value


ATOMS = st.sampled_from(["p", "q", "r", "0", "1", "2", "7", "t[0]", "t[q % 3]", "True"])


def _combine(inner):
    pairs = st.tuples(inner, inner)
    operators = st.sampled_from(
        ["+", "-", "*", "//", "%", "&", "|", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or"]
    )
    return st.one_of(
        st.tuples(pairs, operators).map(lambda x: f"({x[0][0]} {x[1]} {x[0][1]})"),
        pairs.map(lambda x: f"(({x[0]} << ({x[1]} & 3)) + ({x[0]} >> ({x[1]} & 3)))"),
        st.tuples(st.sampled_from(["-", "~int", "not ", "abs"]), inner).map(
            lambda x: f"({x[0]}({x[1]}))"
        ),
        st.tuples(inner, inner, inner).map(lambda x: f"({x[0]} if {x[1]} else {x[2]})"),
        pairs.map(lambda x: f"(r < {x[0]} <= {x[1]})"),
        pairs.map(lambda x: f"max({x[0]}, {x[1]})"),
        inner.map(lambda x: f"min(i + {x} for i in range(3) if i != q)"),
        inner.map(lambda x: f"sum([{x} * i for i in t])"),
        inner.map(lambda x: f"any({x} == i for i in t)"),
        pairs.map(lambda x: f"({x[0]} in (1, 2, {x[1]}))"),
    )


def _python(text, names):
    """The second method. The text was generated here, so Python itself may run it."""
    try:
        return eval(text, dict(names))
    except ZeroDivisionError:
        return "division by zero"


def _ours(text, names):
    try:
        return evaluate(text, **names)
    except InputError as error:
        return "division by zero" if "division by zero" in str(error) else error


@given(
    st.recursive(ATOMS, _combine, max_leaves=12),
    st.integers(0, 7),
    st.integers(0, 3),
    st.integers(0, 1),
)
def test_agrees_with_python(text, p, q, r):
    names = {"p": p, "q": q, "r": r, "t": (1, 2, 3)}
    assert _ours(text, names) == _python(text, names)


def test_both_outcomes_occur_in_the_comparison_with_python():
    for text, outcome in (("1 // p", "division by zero"), ("p + 1", 1)):
        assert _ours(text, {"p": 0}) == _python(text, {"p": 0}) == outcome


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("__import__('os').system('true')", 'is no function: "__import__'),
        ("().__class__.__bases__", "an attribute is not part of the language"),
        ("p.bit_length()", "'p.bit_length' is no function"),
        ("lambda: 0", "a lambda"),
        ("(lambda: 0)()", "is no function"),
        ("eval('1')", "'eval' is no function"),
        ("open('x')", "'open' is no function"),
        ("f'{p}'", "an f-string"),
        ("(z := 3)", "an assignment"),
        ("{1: 2}", "a dictionary"),
        ("{1, 2}", "a set"),
        ("{i for i in t}", "a set"),
        ("(*t, 1)", "a starred expression"),
        ("max(*t)", "plain arguments only"),
        ("max(t, key=abs)", "plain arguments only"),
        ("p @ q", "the operator @"),
        ("p is q", "write =="),
        ("None", "only numbers"),
        ("b'x'", "only numbers"),
        ("1j", "only numbers"),
        ("...", "only numbers"),
        ("[i async for i in t]", "asynchronous"),
        ("[p[0] for p[0] in t]", "a loop needs a name"),
        ("(i for i in t)", "a generator can only be the argument of"),
        ("len(i for i in t)", "a generator can only be the argument of"),
        ("t[::2]", "a slice has no step"),
        ("pp + 1", "unknown name 'pp' (did you mean 'p'?): 'pp' of 'pp + 1'"),
        ("popcont(p)", "'popcont' is no function (did you mean 'popcount'?)"),
        ("popcount", "needs its arguments"),
        ("abs(1, 2)", "abs takes 1 arguments, not 2"),
        ("range()", "range takes 1 to 3 arguments, not 0"),
        ("p +", "this is no expression"),
        ("", "there is none"),
        ("p = 3", "this is no expression"),
        ("import os", "this is no expression"),
        ("p; q", "this is no expression"),
        ("\x00", "this"),
    ],
)
def test_what_the_language_does_not_have(text, message):
    assert message in refused(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p // (q - 2)", "division by zero: 'p // (q - 2)', where p = 5, q = 2"),
        ("p % (q - 2)", "division by zero"),
        ("1 / (q - 2)", "division by zero"),
        ("(q - 2) ** -1", "division by zero"),
        ("t[q + 1]", "index 3 in a tuple of 3: 't[q + 1]', where q = 2, t = 1, 2, 3"),
        ("p[3]", "bit 3 of a word of 3 bits: 'p[3]', where p = 5"),
        ("p[-1]", "bit -1 of a word"),
        ("t[0][2]", "bit 2 of a word of 2 bits"),
        ("(q - p)[0]", "a bit of a negative number"),
        ("'ab'[0]", "has no elements"),
        ("t[1 / 2]", "an integer is needed here, not 1/2"),
        ("p + t", "a number is needed here, not a tuple of 3"),
        ("p & 0.5", "an integer is needed"),
        ("p + 'a'", "not the text 'a'"),
        ("p < t", "have no order"),
        ("t < 'a'", "have no order"),
        ("sorted((1, t))", "no order"),
        ("1 if t else 0", "neither true nor false"),
        ("not t", "neither true nor false"),
        ("p in q", "a tuple or a range is needed"),
        ("sum(p)", "a tuple or a range is needed"),
        ("[i for i in p]", "a tuple or a range is needed here, not 5: 'p' of"),
        ("[i for i, j in t]", "2 names need a tuple"),
        ("min(range(0))", "least or greatest of nothing"),
        ("popcount(-p)", "not negative"),
        ("1 << -p", "negative count"),
        ("range(1, 2, 0)", "step 0"),
    ],
)
def test_evaluation_errors_name_part_and_row(text, message):
    assert message in refused(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9 ** 9 ** 9", "a power of more than"),
        ("(1 / 3) ** 4000", "a denominator of more than"),
        ("p ** 10 ** 20", "a power of more than"),
        ("1 << 10 ** 20", "more than 4096 bits"),
        ("(1 << 4000) * (1 << 4000)", "more than 4096 bits"),
        ("1 / (1 << 4000) / (1 << 4000)", "a denominator of more than"),
        ("0x" + "f" * 2000, "more than 4096 bits"),
        ("1e999999999", "too large"),
        ("1e-999999999", "too large"),
        ("range(10 ** 9)", "a range of more than"),
        ("range(-10 ** 30, 10 ** 30)", "a range of more than"),
        ("[0 for i in range(1000) for j in range(1000)]", "a tuple of more than"),
        ("tuple(0 for i in range(1000) for j in range(1000))", "a tuple of more than"),
        ("(range(1000) + range(1000))", "a tuple of more than"),
        ("sum(1 for a in range(1000) for b in range(1000) for c in range(1000))", "steps"),
        ("any(p > 9 for a in range(1000) for b in range(1000) for c in range(1000))", "steps"),
        ("sum(sum(range(995 + p)) for a in range(1000) for b in range(p * 200))", "steps"),
        ("[0 for a in range(1000) for b in range(1000) for c in range(1000) if p > 9]", "steps"),
        ("-" * 5000 + "1", "nests too deeply"),
        ("(" * 250 + "1" + ")" * 250, "this is no expression"),
        ("not " * 150 + "p", "nested more than 100 levels"),
        ("p" + "[0]" * 150, "nested more than 100 levels"),
        ("+".join("p" * 150), "nested more than 100 levels"),
        ("[0 " + "for i in t " * 150 + "]", "nested more than 100 levels"),
        ("p + " * MAX_SOURCE + "p", "characters; at most"),
        ("1 " * MAX_SOURCE, "characters; at most"),
        ("9" * 5000, "this"),
    ],
)
def test_unbounded_work_is_refused(text, message):
    assert message in refused(text)


def test_shared_tuples_cannot_blow_up_a_comparison():
    # Each level holds the one below a thousand times; comparing two would take 1000**6 steps.
    scope = Scope()
    scope.add_word("p", 3, PLACE)
    for side in "ab":
        scope.add_shared(f"{side}0", scope.compile("[p for i in range(1000)]", PLACE))
        for level in range(1, 6):
            text = f"[{side}{level - 1} for i in range(1000)]"
            scope.add_shared(f"{side}{level}", scope.compile(text, PLACE))
    expression = scope.compile("a5 == b5", PLACE)
    frame = scope.frame()
    scope.set(frame, "p", 1)
    with pytest.raises(InputError, match="steps"):
        expression.evaluate(frame)


def test_all_rows_together_are_bounded():
    scope = Scope(values.Budget(total=100))
    scope.add_word("p", 3, PLACE)
    expression = scope.compile("sum(p for i in range(10))", PLACE)
    frame = scope.frame()
    scope.set(frame, "p", 2)
    assert expression.evaluate(frame) == 20
    scope.budget.total = 10
    with pytest.raises(InputError, match="the rows together take more than"):
        expression.evaluate(frame)


@pytest.mark.parametrize(
    ("expect", "good", "bad"),
    [
        (values.verdict, ["p > 3", "r", "1"], ["p", "t", "-1", "1 / 2", "'yes'"]),
        (values.integer, ["p", "p > 3"], ["1 / 2", "t", "'x'"]),
        (values.number, ["p", "1 / 2"], ["t", "'x'"]),
    ],
)
def test_kind_of_the_result(expect, good, bad):
    for text in good:
        evaluate(text, expect)
    for text in bad:
        with pytest.raises(InputError, match=r"some.toml:7: solve.accept: "):
            evaluate(text, expect)


def test_shared_expression_is_lazy_and_reports_its_own_place():
    scope = Scope()
    scope.add_word("p", 3, PLACE)
    let = Place("some.toml", 3, "let.half")
    scope.add_shared("half", scope.compile("8 // p", let))
    expression = scope.compile("half if p else 0", PLACE)
    frame = scope.frame()
    scope.set(frame, "p", 0)
    assert expression.evaluate(frame) == 0
    frame = scope.frame()
    scope.set(frame, "p", 3)
    assert expression.evaluate(frame) == 2
    frame = scope.frame()
    scope.set(frame, "p", 0)
    with pytest.raises(InputError, match=r"some.toml:3: let.half: division by zero.*p = 0"):
        scope.compile("half", PLACE).evaluate(frame)


@pytest.mark.parametrize("name", ["", "a b", "1a", "for", "sum", "a.b", "é", "None"])
def test_names(name):
    with pytest.raises(InputError, match=r"some.toml:7"):
        Scope().add_word(name, 2, PLACE)


def test_name_is_taken_once():
    scope = Scope()
    scope.add_constant("k", 3, PLACE)
    with pytest.raises(InputError, match="'k' is taken"):
        scope.add_word("k", 2, PLACE)
