from fractions import Fraction
from itertools import product

import pytest

from minimesa.data import data_directory
from minimesa.errors import InputError
from minimesa.problems import families
from minimesa.problems.family import FamilyInstance
from minimesa.problems.loader import load, read_outline
from minimesa.relations import from_tables
from minimesa.truth_tables import full

WORDS = """
[inputs]
a = 2
b = 2
[outputs]
y = 2
"""


@pytest.fixture
def problem(tmp_path):
    def read(text, **parameters):
        path = tmp_path / "sample.toml"
        path.write_text(text)
        return load(path, parameters)

    return read


@pytest.fixture
def refused(problem):
    """Return the message and the line of the error that loading a text raises."""

    def fails(text, **parameters):
        with pytest.raises(InputError) as caught:
            problem(text, **parameters)
        assert caught.value.file.endswith("sample.toml")
        assert str(caught.value).startswith(caught.value.file)
        return caught.value.message, caught.value.line

    return fails


def test_define(problem):
    found = problem(f"{WORDS}[solve]\ndefine.y = '(a + b) % 4'")
    assert found.relation.inputs == ("a0", "a1", "b0", "b1")
    assert found.relation.outputs == ("y0", "y1")
    assert found.relation.care == full(4)
    assert found.relation.allowed == tuple(1 << (t % 4 + t // 4) % 4 for t in range(16))
    assert found.input_words == (("a", 2), ("b", 2))
    assert found.output_words == (("y", 2),)
    assert (found.name, found.title, found.parameters) == ("sample", "sample", ())
    assert found.utility is None


@pytest.mark.parametrize(
    "form", ["[solve]\ndefine.y='a'", "[solve]\ndefine={y='a'}", "[solve.define]\ny='a'"]
)
def test_three_ways_to_write_define(problem, form):
    assert problem(WORDS + form).relation.allowed == tuple(1 << t % 4 for t in range(16))


def test_accept_and_care(problem):
    found = problem(f"{WORDS}[solve]\naccept = 'y >= 4 // b'\ncare = 'b > 0'\n")
    for t in range(16):
        b = t >> 2
        expected = sum(1 << y for y in range(4) if not b or y >= 4 // b)
        assert found.relation.allowed[t] == expected
        assert found.relation.care >> t & 1 == (b > 0)


def test_infeasible_row_is_kept(problem):
    found = problem(f"{WORDS}[solve]\naccept = 'y > a'")
    assert found.relation.infeasible_row() == 3


def test_maximize_with_actions_that_read_inputs(problem):
    found = problem(f"{WORDS}[solve]\nmaximize = '6 // (y + 1)'\nactions = 'y > a'\n")
    for t in range(16):
        a = t % 4
        legal = [y for y in range(4) if y > a]
        assert found.utility.legal[t] == sum(1 << y for y in legal)
        assert found.utility.values[t] == tuple(
            6 // (y + 1) if y in legal else None for y in range(4)
        )
        best = max((6 // (y + 1) for y in legal), default=0)
        assert found.relation.allowed[t] == sum(1 << y for y in legal if 6 // (y + 1) == best)
    assert found.relation.infeasible_row() == 3
    assert found.utility.maximize


def test_utility_is_evaluated_on_legal_words_of_cared_rows_only(problem):
    found = problem(
        f"{WORDS}[solve]\nminimize = '6 / y / a'\nactions = 'y != 0'\ncare = 'a != 0'\n"
    )
    assert found.utility.values[0] == ()
    assert found.utility.values[1] == (None, 6, 3, 2)
    assert found.utility.values[3] == (None, 2, 1, Fraction(2, 3))
    assert found.relation.allowed[:4] == (0b1111, 0b1000, 0b1000, 0b1000)
    assert not found.utility.maximize


@pytest.mark.parametrize(
    ("tolerance", "allowed"), [("1", 0b1100), ("0.5", 0b1000), ("'k / 2'", 0b1100), ("9", 0b1111)]
)
def test_tolerance_is_absolute_and_exact(problem, tolerance, allowed):
    text = f"{WORDS}[parameters]\nk = 2\n[solve]\nmaximize = 'y'\ntolerance = {tolerance}"
    assert set(problem(text).relation.allowed) == {allowed}


def test_weights_are_scaled_to_integers(problem):
    found = problem(f"{WORDS}[solve]\ndefine.y='a'\nweight='1 / (1 + a)'\ncare='b == 1'")
    assert found.relation.weights == (0,) * 4 + (12, 6, 4, 3) + (0,) * 8


def test_best_pair_of_the_library_by_hand():
    found = load(data_directory("problems") / "best-pair.toml")
    assert len(found.relation.inputs) == 6
    assert found.relation.outputs == ("choice0", "choice1")
    for t, pairs in enumerate(product(range(4), repeat=3)):
        p = pairs[::-1]
        best = max(pair == 3 for pair in p)
        assert found.relation.allowed[t] == sum(
            1 << i for i, pair in enumerate(p) if (pair == 3) == best
        )
        assert found.utility.legal[t] == 0b111


def test_one_word_a_pair_gives_the_same_relation(problem):
    found = problem("""
        [inputs]
        p = 2
        q = 2
        r = 2
        [outputs]
        choice = 2
        [solve]
        maximize = "1 if (p, q, r)[choice] == 3 else 0"
        actions = "choice < 3"
    """)
    library = load(data_directory("problems") / "best-pair.toml")
    assert found.relation.allowed == library.relation.allowed
    assert found.utility == library.utility
    assert found.relation.inputs == ("p0", "p1", "q0", "q1", "r0", "r1")


def test_arrays_parameters_and_let(problem):
    text = """
        name = "sum-of-words"
        title = "Sums"
        description = "What."
        source = "Where."
        [parameters]
        words = {default = 2, min = 1, max = 3}
        mode = {default = "sum", choices = ["sum", "double"]}
        [inputs]
        w = {bits = 1, count = "words"}
        [let]
        total = "sum(w)"
        weights = "[i + 1 for i in range(words)]"
        [outputs]
        y = {bits = "len(weights)", count = 2}
        [solve]
        define.y = "(total if mode == 'sum' else 2 * total % 2 ** words, weights[0])"
    """
    found = problem(text)
    assert found.name == "sum-of-words:words=2,mode=sum"
    assert found.title == "Sums"
    assert found.description == "What.\nWhere."
    assert found.parameters == (("words", 2), ("mode", "sum"))
    assert found.relation.inputs == ("w0_0", "w1_0")
    assert found.relation.outputs == ("y0_0", "y0_1", "y1_0", "y1_1")
    assert found.input_words == (("w[0]", 1), ("w[1]", 1))
    assert found.relation.allowed == tuple(1 << (total + 4) for total in (0, 1, 1, 2))
    other = problem(text, words="3", mode="double")
    assert other.name == "sum-of-words:words=3,mode=double"
    assert len(other.relation.inputs) == 3


def test_known_values_belong_to_their_parameters(problem):
    text = """
        [parameters]
        n = 2
        k = 1
        [inputs]
        x = "n"
        [outputs]
        y = 1
        [solve]
        define.y = "popcount(x) >= k"
        [[known]]
        basis = "b2"
        objective = "size"
        value = 1
        source = "default"
        [[known]]
        basis = "aig"
        objective = "depth"
        value = 2
        source = "other"
        parameters = {n = 3}
    """
    assert [(k.source, k.parameters) for k in problem(text).known] == [
        ("default", (("n", 2), ("k", 1)))
    ]
    assert [k.source for k in problem(text, n=3).known] == ["other"]
    assert problem(text, n=3, k=2).known == ()


def test_hex_tables(problem):
    assert problem("[solve]\ntable = '0xe8'").relation == from_tables([0xE8], 3)
    found = problem("[inputs]\na=2\nb=1\n[outputs]\ns=2\n[solve]\ntable=['0x96','0xe8']\ncare='b'")
    assert found.relation.inputs == ("a0", "a1", "b0")
    assert found.relation.care == 0xF0
    assert found.relation.allowed == (15, 15, 15, 15, 2, 4, 4, 8)


def test_table_file(tmp_path):
    (tmp_path / "t.pla").write_text(".i 2\n.o 1\n11 1\n.e\n")
    path = tmp_path / "sample.toml"
    path.write_text("[inputs]\np=2\n[outputs]\ny=1\n[solve]\ntable='t.pla'")
    found = load(path)
    assert found.relation.inputs == ("p0", "p1")
    assert found.relation.allowed == (1, 1, 1, 2)


@pytest.mark.parametrize("name", ["../t.pla", "/etc/passwd", "link.pla", "missing.pla", "t.doc"])
def test_table_files_elsewhere_are_refused(tmp_path, name):
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "t.pla").write_text(".i 2\n.o 1\n11 1\n.e\n")
    (home / "t.doc").write_text("0x8")
    (home / "link.pla").symlink_to(tmp_path / "t.pla")
    path = home / "sample.toml"
    path.write_text(f"[solve]\ntable='{name}'")
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.file is not None


def test_python_family(problem, refused, monkeypatch):
    def tiny(bits):
        if bits == 9:
            raise InputError("nine is too many")
        return FamilyInstance(
            (("x", bits),),
            (("y", 1),),
            from_tables([1], bits, inputs=[f"x{i}" for i in range(bits)]),
        )

    monkeypatch.setattr(families, "FAMILIES", {"tiny": tiny})
    found = problem("family = 'tiny'\n[parameters]\nbits = 2", bits="3")
    assert found.name == "sample:bits=3"
    assert found.relation.inputs == ("x0", "x1", "x2")
    assert found.output_words == (("y", 1),)
    assert refused("\nfamily = 'tinyy'") == (
        "family: no family 'tinyy' (did you mean 'tiny'?); known: tiny",
        2,
    )
    message, line = refused("family = 'tiny'\n[parameters]\nbit = 2")
    assert "do not fit" in message
    assert line == 1
    assert refused("family='tiny'\n[parameters]\nbits=9") == ("family: nine is too many", 1)
    message, line = refused("family='tiny'\n[inputs]\na=2")
    assert "unknown key 'inputs'" in message
    assert line == 2


CASES = {
    "broken TOML": ("a = ", "this is no TOML", 1),
    "no expression": (f"{WORDS}[solve]\naccept = 'y =='", "accept: this is no expression", 8),
    "unknown name": (f"{WORDS}[solve]\n\naccept = 'z'", "accept: unknown name 'z'", 9),
    "call": (f"{WORDS}[solve]\naccept = '__import__(\"os\")'", "is no function", 8),
    "let": (f"{WORDS}[let]\nc='y'\n[solve]\naccept='c'", "let.c: unknown name 'y'", 8),
    "row": (
        f"{WORDS}[solve]\ndefine.y='a // b'",
        "division by zero: 'a // b', where a = 0, b = 0",
        8,
    ),
    "fits": (f"{WORDS}[solve]\ndefine.y='a + b'", "4 does not fit the 2 bits of 'y'", 8),
    "negative": (f"{WORDS}[solve]\ndefine.y='a - b'", "-1 does not fit", 8),
    "kind": (f"{WORDS}[solve]\naccept='a + y'", "true or false, not 2", 8),
    "fraction": (f"{WORDS}[solve]\ndefine.y='a / 2'", "an integer is needed here, not 1/2", 8),
    "tuple": (f"{WORDS}[solve]\nmaximize='(a, y)'", "a number is needed here, not a tuple", 8),
    "inputs only": (f"{WORDS}[solve]\naccept='y'\ncare='y'", "care: 'y' cannot be read here", 9),
    "define reads": (f"{WORDS}[solve]\ndefine.y='y'", "'y' cannot be read here", 8),
    "undefined": (f"{WORDS}z=1\n[solve]\ndefine.y='a'", "the output 'z' is not defined", 9),
    "defined": (f"{WORDS}[solve]\ndefine.y='a'\ndefine.yy='a'", "unknown key 'yy' (did you", 9),
    "two ways": (f"{WORDS}[solve]\naccept='1'\nminimize='y'", "not accept, minimize", 7),
    "no way": (f"{WORDS}[solve]\ncare='1'", "is needed, not none", 7),
    "no solve": (WORDS, "is needed, not none", None),
    "empty": ("", "a problem needs [inputs]", None),
    "actions": (f"{WORDS}[solve]\naccept='1'\nactions='1'", "only maximize and minimize", 9),
    "tolerance": (f"{WORDS}[solve]\nmaximize='y'\ntolerance=-1", "must not be negative", 9),
    "tolerance reads": (f"{WORDS}[solve]\nmaximize='y'\ntolerance='a'", "only parameters", 9),
    "inf": (f"{WORDS}[solve]\nmaximize='y'\ntolerance=inf", "not finite", None),
    "weight": (f"{WORDS}[solve]\ndefine.y='a'\nweight='-a'", "not be negative, but this is -1", 9),
    "weight 0": (f"{WORDS}[solve]\ndefine.y='a'\nweight='0'", "every row of the care set", 9),
    "no care": (f"{WORDS}[solve]\ndefine.y='a'\ncare='a > 3'", "no row is in the care set", 9),
    "typo": ("[input]\na=2", "unknown key 'input' (did you mean 'inputs'?)", 1),
    "wide": ("[inputs]\na=99\n[outputs]\ny=1\n[solve]\naccept='1'", "1 to 24 bits are possible", 2),
    "zero": ("[inputs]\na=0\n[outputs]\ny=1\n[solve]\naccept='1'", "not 0", 2),
    "rows": ("[inputs]\na=16\nb=16\n[outputs]\ny=1\n[solve]\naccept='1'", "at most 16", 1),
    "sum": ("[inputs]\na=16\n[outputs]\ny=16\n[solve]\naccept='1'", "together at most 24", 1),
    "work": ("[inputs]\na=16\n[outputs]\ny=8\n[solve]\naccept='y == a % 256'", "the rows tog", 6),
    "count": ("[inputs]\na={bits=2, count=0}\n[outputs]\ny=1\n[solve]\naccept='1'", "words", 2),
    "bits": ("[inputs]\na={count=2}\n[outputs]\ny=1\n[solve]\naccept='1'", "bits is needed", 2),
    "list": ("[inputs]\na=[2]\n[outputs]\ny=1\n[solve]\naccept='1'", "a number or an expr", 2),
    "true": ("[inputs]\na=true\n[outputs]\ny=1\n[solve]\naccept='1'", "in quotes", 2),
    "section": ("inputs=3\n[outputs]\ny=1\n[solve]\naccept='1'", "a table of keys", 1),
    "gates": ("[inputs]\ng=2\n[outputs]\ny=1\n[solve]\naccept='1'", "the names of gates", 2),
    "twice": ("[inputs]\np=11\np1=1\n[outputs]\ny=1\n[solve]\naccept='1'", "called 'p10'", 1),
    "taken": ("[inputs]\ny=1\n[outputs]\ny=1\n[solve]\naccept='1'", "'y' is taken", 4),
    "reserved": ("[inputs]\n0=1\n[outputs]\ny=1\n[solve]\naccept='1'", "'0' is no name", 2),
    "no outputs": ("[inputs]\na=1\n[solve]\naccept='1'", "at least one word", None),
    "number": (f"{WORDS}[solve]\naccept=true", "in quotes is needed, not true", 8),
    "title": (f"title=3\n{WORDS}[solve]\naccept='1'", "a text in quotes", 1),
    "name": (f"name=\"a\\nb\"\n{WORDS}[solve]\naccept='1'", "a name is a line", 1),
    "hex": ("[solve]\ntable='0xe88'", "3 hex digits", 2),
    "hex fits": (f"{WORDS}[solve]\ntable='0xe8'", "1 outputs, but 2 are declared", 8),
    "hex care": ("[solve]\ntable='0xe8'\ncare='1'", "need [inputs]", 2),
    "hex list": ("[solve]\ntable=['0xe8', 'a.pla']", "is no hex table", 2),
    "parameter": ("[parameters]\nn=1.5\n" + WORDS, "an integer or a text", 2),
    "default": ("[parameters]\nn={default=5, max=4}\n" + WORDS, "must be at most 4, not 5", 2),
    "par. key": ("[parameters]\nn={default=5, mx=4}\n" + WORDS, "unknown key 'mx'", 2),
    "par. name": ("[parameters]\nsum=5\n" + WORDS, "'sum' is the name of a function", 2),
    "long loop": (
        f"{WORDS}[solve]\naccept='[0 for i in range(1000) for j in range(1000)]'",
        "more",
        8,
    ),
    "known": (
        f"{WORDS}[solve]\naccept='1'\n\n[[known]]\nbasis='b3'\nobjective='size'\nsource='s'\nvalue=1",
        "unknown basis",
        10,
    ),
    "known 2": (
        f"{WORDS}[solve]\naccept='1'\n[[known]]\nbasis='b2'\nobjective='size'\nvalue=1",
        "source is needed",
        9,
    ),
    "known 3": (f"known=3\n{WORDS}[solve]\naccept='1'", "[[known]]", 1),
}


@pytest.mark.parametrize("case", CASES)
def test_every_error_has_file_line_and_text(refused, case):
    text, message, line = CASES[case]
    found = refused(text)
    assert message in found[0]
    assert found[1] == line


def test_the_line_is_found_below_multi_line_texts(refused):
    text = f'''
description = """
[solve]
accept = "not this one"
"""
{WORDS}
[solve]
accept = "nothing"
'''
    message, line = refused(text)
    assert "unknown name 'nothing'" in message
    assert line == text.splitlines().index('accept = "nothing"') + 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"m": 1}, "unknown parameter 'm'"),
        ({"n": "x"}, "an integer is needed, not 'x'"),
        ({"n": 9}, "must be 1 to 3, not 9"),
        ({"kind": "c"}, "must be one of a, b, not 'c'"),
    ],
)
def test_given_parameters_are_checked(refused, parameters, message):
    text = "[parameters]\nn={default=2,min=1,max=3}\nkind={default='a',choices=['a','b']}\n" + WORDS
    assert message in refused(text, **parameters)[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read the problem: No such file"),
        (b"\xff\xfe", "cannot read the problem"),
        (b"#" * 1_000_001, "more than 1,000,000 bytes"),
        (b"a = " + b"[" * 10_000, "TOML"),
        (b"a = " + b"9" * 5000, "TOML"),
        (b"a = 1e999999999", "too large"),
    ],
)
def test_files_that_are_none(tmp_path, content, message):
    path = tmp_path / "sample.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load(path)
    assert caught.value.file == str(path)


def test_outline_evaluates_nothing(tmp_path):
    path = tmp_path / "sample.toml"
    path.write_text("title = 'T'\n[parameters]\nn = 3\n[solve]\naccept = '1 //'")
    outline = read_outline(path)
    assert (outline.name, outline.title, list(outline.parameters)) == ("sample", "T", ["n"])
