"""Every problem of the library that is written as expressions, against plain Python on bits.

The second method sees input bits and output bits as lists, in the order of the relation, and says
whether an output is acceptable.
"""

import tomllib
from itertools import combinations, permutations, product

import pytest

from minimesa.problems.library import library_directory
from minimesa.problems.loader import load

CHECKS = {}


def meaning(name, **others):
    """Register a check for a file, at its defaults and at another member of the family."""

    def register(accepts):
        CHECKS[name] = (accepts, others)
        return accepts

    return register


def number(bits):
    return sum(2**i for i, bit in enumerate(bits) if bit)


def words(bits, width):
    return [number(bits[i : i + width]) for i in range(0, len(bits), width)]


def cases():
    for name, (_, others) in CHECKS.items():
        yield name, {}
        if others:
            yield name, others


def expression_files():
    for path in library_directory().glob("*.toml"):
        if "family" not in tomllib.loads(path.read_text(encoding="utf-8")):
            yield path.stem


def best(candidates, chosen, score):
    """Tell whether ``chosen`` is a candidate and none has a higher score."""
    return chosen in candidates and all(score(chosen) >= score(other) for other in candidates)


@meaning("parity", bits=5)
def _(x, y, _p):
    return y[0] == (x.count(1) in (1, 3, 5))


@meaning("majority", bits=5)
def _(x, y, _p):
    return y[0] == (x.count(1) > x.count(0))


@meaning("threshold", bits=5, least=3)
def _(x, y, p):
    return y[0] == any(all(x[i] for i in c) for c in combinations(range(p["bits"]), p["least"]))


@meaning("exactly-k", bits=5, ones=3)
def _(x, y, p):
    return y[0] == (sorted(x) == [0] * (p["bits"] - p["ones"]) + [1] * p["ones"])


@meaning("symmetric", bits=5, counts=13)
def _(x, y, p):
    listed = {18: (1, 4), 13: (0, 2, 3)}[p["counts"]]
    return y[0] == (x.count(1) in listed)


@meaning("one-hot", bits=5)
def _(x, y, p):
    return y[0] == (x in [[int(i == j) for i in range(p["bits"])] for j in range(p["bits"])])


@meaning("multiplexer", select=2)
def _(x, y, p):
    data = x[p["select"] :]
    for bit in reversed(x[: p["select"]]):
        data = data[len(data) // 2 :] if bit else data[: len(data) // 2]
    return y == data


@meaning("indirect-access", address_bits=1, pointer_bits=2)
def _(x, y, p):
    a, b = p["address_bits"], p["pointer_bits"]
    pointers = words(x[a : a + b * 2**a], b)
    return y[0] == x[a + b * 2**a + pointers[number(x[:a])]]


@meaning("decoder", bits=3)
def _(x, y, _p):
    return y.count(1) == 1 and y.index(1) == number(x)


@meaning("priority-encoder", requests=5)
def _(x, y, _p):
    if 1 not in x:
        return y[-1] == 0
    return y[-1] == 1 and number(y[:-1]) == max(i for i, bit in enumerate(x) if bit)


@meaning("comparator", bits=1)
def _(x, y, p):
    for a, b in reversed(list(zip(x[: p["bits"]], x[p["bits"] :], strict=True))):
        if a != b:
            return y == [b, 0, a]
    return y == [0, 1, 0]


@meaning("equality", bits=3)
def _(x, y, p):
    return y[0] == (x[: p["bits"]] == x[p["bits"] :])


@meaning("popcount", bits=4)
def _(x, y, _p):
    return number(y) == x.count(1)


@meaning("full-adder")
def _(x, y, _p):
    a, b, c = x
    return y == [a ^ b ^ c, a & b | b & c | a & c]


@meaning("adder", bits=3)
def _(x, y, p):
    carry, digits = 0, []
    for a, b in zip(x[: p["bits"]], x[p["bits"] :], strict=True):
        digits.append(a ^ b ^ carry)
        carry = a & b | carry & (a | b)
    return y == [*digits, carry]


@meaning("increment", bits=4)
def _(x, y, _p):
    lowest_zero = x.index(0) if 0 in x else len(x)
    return y == [bit ^ (i <= lowest_zero) for i, bit in enumerate(x)]


@meaning("absolute-difference", bits=3)
def _(x, y, p):
    low, high = sorted(words(x, p["bits"]))
    return low + number(y) == high


@meaning("multiplier", bits=1)
def _(x, y, p):
    n = p["bits"]
    return number(y) == sum(2 ** (i + j) for i in range(n) for j in range(n) if x[i] and x[n + j])


@meaning("modulo-3", bits=5, residue=0)
def _(x, y, p):
    return y[0] == (x.count(1) in range(p["residue"], 6, 3))


@meaning("remainder", bits=4, divisor=5)
def _(x, y, p):
    state = 0
    for bit in reversed(x):
        state = (2 * state + bit) % p["divisor"]
    return number(y) == state


@meaning("median", bits=2)
def _(x, y, p):
    a, b, c = words(x, p["bits"])
    return number(y) == max(min(a, b), min(b, c), min(a, c))


@meaning("sort", bits=4)
def _(x, y, _p):
    return y == sorted(x, reverse=True)


@meaning("max-words", words=3, bits=1)
def _(x, y, p):
    return number(y) in words(x, p["bits"]) and all(number(y) >= w for w in words(x, p["bits"]))


@meaning("min-words", words=3, bits=1)
def _(x, y, p):
    return number(y) in words(x, p["bits"]) and all(number(y) <= w for w in words(x, p["bits"]))


@meaning("inner-product", bits=2)
def _(x, y, p):
    total = 0
    for i in range(p["bits"]):
        total ^= x[i] and x[p["bits"] + i]
    return y == [total]


@meaning("achilles-heel", bits=2)
def _(x, y, p):
    return y[0] == ((1, 1) in zip(x[: p["bits"]], x[p["bits"] :], strict=True))


@meaning("hidden-weighted-bit", bits=5)
def _(x, y, _p):
    return y[0] == [0, *x][x.count(1)]


@meaning("gray-code", bits=3)
def _(x, y, _p):
    encoded = number(y) ^ number(y) // 2
    return encoded == number(x)


DISPLAY = """
 _     _  _     _  _  _  _  _
| |  | _| _||_||_ |_   ||_||_|
|_|  ||_  _|  | _||_|  ||_| _|
"""


@meaning("seven-segment", first=0, segments=7)
def _(x, y, p):
    digit = number(x)
    if digit > 9:
        return None
    lines = [line.ljust(30)[3 * digit : 3 * digit + 3] for line in DISPLAY.strip("\n").split("\n")]
    places = [(0, 1), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (1, 1)]
    lit = [int(lines[row][column] != " ") for row, column in places]
    return y == lit[p["first"] :][: p["segments"]]


@meaning("palindrome", bits=5)
def _(x, y, _p):
    return y[0] == (x == x[::-1])


@meaning("prime", bits=5)
def _(x, y, _p):
    return y[0] == (number(x) in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31))


@meaning("adjacent-ones", bits=4)
def _(x, y, _p):
    return y[0] == ("11" in "".join(map(str, x)))


@meaning("triangle", vertices=4)
def _(x, y, p):
    pairs = list(combinations(range(p["vertices"]), 2))
    edges = {pair for pair, bit in zip(pairs, x, strict=True) if bit}
    triples = combinations(range(p["vertices"]), 3)
    return y[0] == any(set(combinations(triple, 2)) <= edges for triple in triples)


@meaning("controlled-swap", bits=2)
def _(x, y, p):
    first, second = x[1 : 1 + p["bits"]], x[1 + p["bits"] :]
    return y == (second + first if x[0] else first + second)


@meaning("argmax", words=3, bits=1)
def _(x, y, p):
    values = words(x, p["bits"])
    return best(range(p["words"]), number(y), lambda i: values[i])


@meaning("best-pair", pairs=2)
def _(x, y, p):
    return best(range(p["pairs"]), number(y), lambda i: x[2 * i] * x[2 * i + 1])


@meaning("nearest-codeword", bits=4)
def _(x, y, _p):
    return x.count(y[0]) >= x.count(1 - y[0])


@meaning("block-code")
def _(x, y, _p):
    # the code words are the sums of two generators, one for each message bit
    generators = ([1, 0, 1, 1, 0], [0, 1, 1, 0, 1])
    errors = {}
    for message in product((0, 1), repeat=2):
        word = [(message[0] * a + message[1] * b) % 2 for a, b in zip(*generators, strict=True)]
        errors[message] = sum(a != b for a, b in zip(word, x, strict=True))
    if min(errors.values()) > 1:
        return None
    return errors[tuple(y)] == min(errors.values())


def subsets(count):
    return [set(c) for size in range(count + 1) for c in combinations(range(count), size)]


def members(bits):
    return {i for i, bit in enumerate(bits) if bit}


@meaning("knapsack", items=3, bits=2, capacity=3)
def _(x, y, p):
    values = words(x, p["bits"])
    fitting = [s for s in subsets(p["items"]) if sum(s) + len(s) <= p["capacity"]]
    return best(fitting, members(y), lambda s: sum(values[i] for i in s))


@meaning("subset-sum", items=3, bits=2, target=5)
def _(x, y, p):
    sizes = words(x, p["bits"])
    return best(
        subsets(p["items"]), members(y), lambda s: -abs(sum(sizes[i] for i in s) - p["target"])
    )


@meaning("open-path")
def _(x, y, _p):
    paths = [x[0:2], x[2:4], x[4:5]]
    return best(range(3), number(y), lambda i: all(paths[i]))


@meaning("route", routes=3, hops=1, bits=2)
def _(x, y, p):
    roads = iter(words(x, p["bits"]))
    lengths = [sum(next(roads) for _ in range(p["hops"])) for _ in range(p["routes"])]
    return best(range(p["routes"]), number(y), lambda i: -lengths[i])


@meaning("reply-min")
def _(x, y, _p):
    outcomes = [x[0:2], x[2:4]]
    return best(range(2), y[0], lambda move: 0 not in outcomes[move])


@meaning("second-pair-better")
def _(x, y, _p):
    return y[0] == (x[2:] == [1, 1] and x[:2] != [1, 1])


@meaning("set-cover", elements=5)
def _(x, y, p):
    n = p["elements"]
    covers = [s for s in subsets(n) if members(x) <= {e % n for i in s for e in (i, i + 1)}]
    return best(covers, members(y), lambda s: -len(s))


@meaning("auction", bits=2)
def _(x, y, p):
    a, b, both = (number(x[i * p["bits"] :][: p["bits"] + i // 2]) for i in range(3))
    return best(range(2), y[0], lambda bundle: [a + b, both][bundle])


@meaning("assignment", bits=2)
def _(x, y, p):
    v = words(x, p["bits"])
    totals = [sum(v[2 * i + job] for i, job in enumerate(jobs)) for jobs in permutations(range(2))]
    return best(range(2), y[0], lambda cross: totals[cross])


@meaning("makespan", jobs=3, bits=2)
def _(x, y, p):
    durations = words(x, p["bits"])
    jobs = set(range(p["jobs"]))
    return best(
        subsets(p["jobs"]),
        members(y),
        lambda s: -max(sum(durations[i] for i in side) for side in (s, jobs - s)),
    )


@meaning("nim-position", heaps=2, bits=3)
def _(x, y, p):
    lost = {}

    def loses(position):
        if position not in lost:
            after = [
                (*position[:i], keep, *position[i + 1 :])
                for i, heap in enumerate(position)
                for keep in range(heap)
            ]
            lost[position] = not any(loses(tuple(sorted(a))) for a in after)
        return lost[position]

    return y[0] != loses(tuple(sorted(words(x, p["bits"]))))


def test_every_file_is_checked():
    assert set(CHECKS) == set(expression_files())


@pytest.mark.parametrize(("name", "others"), list(cases()))
def test_meaning(name, others):
    problem = load(library_directory() / f"{name}.toml", others)
    accepts = CHECKS[name][0]
    relation, parameters = problem.relation, dict(problem.parameters)
    rows = 0
    for t, x in enumerate(product((0, 1), repeat=len(relation.inputs))):
        inputs = list(reversed(x))
        verdicts = [
            accepts(inputs, list(reversed(y)), parameters)
            for y in product((0, 1), repeat=len(relation.outputs))
        ]
        found = [bool(relation.allowed[t] >> w & 1) for w in range(len(verdicts))]
        if None in verdicts:
            assert set(verdicts) == {None}
            assert not relation.care >> t & 1
            continue
        assert relation.care >> t & 1
        assert found == [bool(verdict) for verdict in verdicts], (t, inputs)
        rows += 1
    assert rows
