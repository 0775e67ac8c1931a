"""Every family against a second method, on all rows and words.

The second methods share nothing with the families: what a seed draws is written out here, so that
these tests also pin it.
"""

import random
import re
from itertools import product
from pathlib import Path

import networkx as nx
import pytest

from minimesa.problems.families import FAMILIES
from oracles.rows import bits_of, check, split

# tic-tac-toe: positions by playing every game from the empty board

LINES = ("012", "345", "678", "036", "147", "258", "048", "246")


def has_line(board, mark):
    return any(all(board[int(cell)] == mark for cell in line) for line in LINES)


def outcome(board, mark):
    """Return 1, 0 or -1 for ``mark``, who is to move."""
    other = "XO"[mark == "X"]
    if has_line(board, other):
        return -1
    if "." not in board:
        return 0
    return max(-outcome(place(board, i, mark), other) for i in range(9) if board[i] == ".")


def place(board, cell, mark):
    return board[:cell] + mark + board[cell + 1 :]


def boards_in_play(moves):
    """Return the boards after so many moves of games that go on."""
    boards = {"." * 9}
    for i in range(moves):
        mark = "XO"[i % 2]
        boards = {place(b, c, mark) for b in boards for c in range(9) if b[c] == "."}
        boards = {b for b in boards if not has_line(b, mark)}
    return boards


@pytest.mark.parametrize(
    ("seed", "empty", "draw_is_enough"),
    [(5, [0, 1, 2], 0), (5, [0, 1, 2], 1), (1, [0, 4], 0), (1, [0, 4], 1)],
)
def test_tic_tac_toe(seed, empty, draw_is_enough):
    instance = FAMILIES["tic-tac-toe"](
        side=3, empties=len(empty), draw_is_enough=draw_is_enough, seed=seed
    )
    mark, other = ("X", "O") if len(empty) % 2 else ("O", "X")
    filled = [cell for cell in range(9) if cell not in empty]
    known = {
        b for b in boards_in_play(len(filled)) if [c for c in range(9) if b[c] == "."] == empty
    }

    def accepted(t):
        board = "." * 9
        for i, cell in enumerate(filled):
            board = place(board, cell, mark if t >> i & 1 else other)
        if board not in known:
            return None
        results = [-outcome(place(board, cell, mark), other) for cell in empty]
        good = max(results)
        if draw_is_enough:
            good = min(good, 0)
            return {i for i, result in enumerate(results) if result >= good}
        return {i for i, result in enumerate(results) if result == good}

    check(instance, accepted)


def test_tic_tac_toe_on_a_larger_board():
    empty = [1, 9, 11, 13, 14, 15]
    filled = [cell for cell in range(16) if cell not in empty]
    rows = [{f"{x}{y}" for x in range(4)} for y in range(4)]
    columns = [{f"{x}{y}" for y in range(4)} for x in range(4)]
    lines = [*rows, *columns, {"00", "11", "22", "33"}, {"30", "21", "12", "03"}]

    def name(cell):
        return f"{cell % 4}{cell // 4}"

    def result(mine, theirs):
        """Return the result for the owner of ``mine``, who is to move."""
        if any(line <= theirs for line in lines):
            return -1
        free = {name(cell) for cell in empty} - mine - theirs
        return max((-result(theirs, mine | {cell}) for cell in free), default=0)

    def accepted(t):
        mine = {name(cell) for i, cell in enumerate(filled) if t >> i & 1}
        theirs = {name(cell) for cell in filled} - mine
        if len(mine) != len(theirs) or any(line <= mine or line <= theirs for line in lines):
            return None
        results = [-result(theirs, mine | {name(cell)}) for cell in empty]
        return {i for i, found in enumerate(results) if found == max(results)}

    check(FAMILIES["tic-tac-toe"](side=4, empties=6, draw_is_enough=0, seed=1), accepted)


# Nim: positions won by exhaustive play, no XOR


@pytest.mark.parametrize(("heaps", "bits"), [(2, 2), (3, 2), (4, 1)])
def test_nim(heaps, bits):
    won = {}

    def wins(position):
        if position not in won:
            won[position] = any(not wins(after) for after in moves(position).values())
        return won[position]

    def moves(position):
        return {
            (heap, keep): (*position[:heap], keep, *position[heap + 1 :])
            for heap in range(heaps)
            for keep in range(position[heap])
        }

    choice = {2: 1, 3: 2, 4: 2}[heaps]

    def accepted(t):
        position = tuple(split(t, *[bits] * heaps))
        if not wins(position):
            return None
        after = moves(position)
        return {heap + keep * 2**choice for heap, keep in after if not wins(after[heap, keep])}

    check(FAMILIES["nim"](heaps=heaps, bits=bits), accepted)


# mazes: drawings, and paths from networkx

MAZES = {
    (3, 3, 0, 1): """
o-o o
|   |
o-o o
  | |
o-o-o""",
    (4, 3, 2, 7): """
o-o o o
  | | |
o-o-o o
| | | |
o-o-o-o""",
}


@pytest.mark.parametrize("key", MAZES)
def test_maze(key):
    width, height, loops, seed = key
    drawing = MAZES[key].strip("\n").split("\n")
    graph = nx.Graph()
    for row, column in product(range(height), range(width)):
        graph.add_node((row, column))
        right = drawing[2 * row][2 * column : 2 * column + 2]
        if right == "o-":
            graph.add_edge((row, column), (row, column + 1))
        if row + 1 < height and drawing[2 * row + 1].ljust(2 * width)[2 * column] == "|":
            graph.add_edge((row, column), (row + 1, column))
    assert graph.number_of_edges() == width * height - 1 + loops
    goal = (height - 1, width - 1)

    def accepted(t):
        column, row = split(t, 2, 2)
        if (row, column) not in graph or (row, column) == goal:
            return None
        seconds = {path[1] for path in nx.all_shortest_paths(graph, (row, column), goal)}
        steps = [(row - 1, column), (row, column + 1), (row + 1, column), (row, column - 1)]
        return {way for way, there in enumerate(steps) if there in seconds}

    check(FAMILIES["maze"](width=width, height=height, loops=loops, seed=seed), accepted)


@pytest.mark.parametrize(("width", "height"), [(3, 2), (2, 2), (2, 3)])
def test_all_mazes(width, height):
    sides = [((x, y), (x + 1, y)) for y in range(height) for x in range(width - 1)]
    sides += [((x, y), (x, y + 1)) for y in range(height - 1) for x in range(width)]

    def accepted(t):
        walls = bits_of(t, len(sides))
        opened = {frozenset(side) for side, wall in zip(sides, walls, strict=True) if not wall}
        paths = list(walk([(0, 0)], opened))
        if not paths:
            return None
        least = min(map(len, paths))
        return {int(path[1] == (0, 1)) for path in paths if len(path) == least}

    def walk(path, opened):
        x, y = path[-1]
        if (x, y) == (width - 1, height - 1):
            yield path
            return
        for there in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if there not in path and frozenset(((x, y), there)) in opened:
                yield from walk([*path, there], opened)

    check(FAMILIES["all-mazes"](width=width, height=height), accepted)


# game tree: folded from the leaves up


@pytest.mark.parametrize(
    ("depth", "branching", "bits"), [(3, 2, 1), (2, 2, 1), (2, 2, 2), (1, 3, 2), (2, 3, 1)]
)
def test_game_tree(depth, branching, bits):
    def accepted(t):
        level = split(t, *[bits] * branching**depth)
        for ply in range(depth, 1, -1):
            fold = min if ply % 2 == 0 else max
            level = [fold(group) for group in zip(*[iter(level)] * branching, strict=True)]
        return {move for move, value in enumerate(level) if value == max(level)}

    check(FAMILIES["game-tree"](depth=depth, branching=branching, bits=bits), accepted)


# hash game: every sequence of letters is played, then folded


@pytest.mark.parametrize("players", [1, 2])
@pytest.mark.parametrize(
    ("length", "letter_bits", "turns", "seed"), [(5, 1, 2, 2), (3, 2, 1, 4), (3, 1, 3, 5)]
)
def test_hash_game(players, length, letter_bits, turns, seed):
    source = random.Random(seed)
    tables = []
    for turn in range(turns):
        table = list(range(2 ** (length + letter_bits * (turn + 1))))
        for i in reversed(range(1, len(table))):
            j = int(source.random() * (i + 1))
            table[i], table[j] = table[j], table[i]
        tables.append(table)
    letters = range(2**letter_bits)

    def accepted(t):
        results = []
        for word in product(letters, repeat=turns):
            string, size = t, length
            for letter, table in zip(word, tables, strict=True):
                string = table[string + letter * 2**size]
                size += letter_bits
            results.append(string % 2)
        for turn in range(turns, 1, -1):
            fold = min if players == 2 and turn % 2 == 0 else max
            results = [fold(group) for group in zip(*[iter(results)] * len(letters), strict=True)]
        return {letter for letter in letters if results[letter] == max(results)}

    check(
        FAMILIES["hash-game"](
            players=players, length=length, letter_bits=letter_bits, turns=turns, seed=seed
        ),
        accepted,
    )


@pytest.mark.parametrize(
    ("seed", "payoffs", "payoff"),
    [
        (9, 4, [[1, 1], [0, 3], [0, 2], [3, 0]]),
        (2, 6, [[5, 5, 0], [0, 5, 4], [4, 1, 3]]),
    ],
)
def test_best_response(seed, payoffs, payoff):
    actions, replies = len(payoff), len(payoff[0])

    def accepted(t):
        policy = split(t, *[1 if replies == 2 else 2] * actions)
        if any(reply >= replies for reply in policy):
            return None
        gains = [row[reply] for row, reply in zip(payoff, policy, strict=True)]
        return {action for action in range(actions) if gains[action] == max(gains)}

    check(
        FAMILIES["best-response"](actions=actions, replies=replies, payoffs=payoffs, seed=seed),
        accepted,
    )


@pytest.mark.parametrize(
    ("variables", "shortest", "longest", "positive", "seed", "clauses"),
    [
        (3, 2, 2, 2, 4, "-1-2 -1-3 -1+3 +1-3 +1+3 -2-3 -2+3 +2+3"),
        (3, 1, 3, 3, 1, "-3 -1+3 +1-3 -2+3 +2+3 -1+2-3 +1-2+3 +1+2+3"),
        (3, 1, 3, 1, 5, "+1 -2 +2 -3 -1+2 -1-3 +2-3 -1-2+3"),
        (2, 1, 2, 1, 3, "-1 -2 -1-2 -1+2"),
    ],
)
def test_cnf(variables, shortest, longest, positive, seed, clauses):
    listed = clauses.split()

    def accepted(t):
        formula = [clause for i, clause in enumerate(listed) if t >> i & 1]
        models = set()
        for values in product("-+", repeat=variables):
            literals = {f"{sign}{i}" for i, sign in enumerate(values, start=1)}
            if all(
                any(clause[k : k + 2] in literals for k in range(0, len(clause), 2))
                for clause in formula
            ):
                models.add(sum(2**i for i, sign in enumerate(values) if sign == "+"))
        return models or None

    check(
        FAMILIES["cnf"](
            variables=variables,
            clauses=len(listed),
            shortest=shortest,
            longest=longest,
            positive=positive,
            seed=seed,
        ),
        accepted,
    )


# tables: what the seeds draw, written out


def test_noise():
    table = FAMILIES["noise"](inputs=4, outputs=1, seed=1)
    check(table, lambda t: {0x94C6 >> t & 1})
    words = [0, 2, 1, 2, 2, 0, 0, 3]
    check(FAMILIES["noise"](inputs=3, outputs=2, seed=3), lambda t: {words[t]})


@pytest.mark.parametrize(
    ("state_bits", "action_bits", "seed", "table"),
    [
        (4, 2, 1, {1: 2, 13: 0, 9: 3, 14: 3, 15: 0, 11: 0, 8: 2, 0: 3}),
        (3, 3, 2, {4: 2, 1: 4, 2: 4, 3: 4}),
    ],
)
def test_lookup_table(state_bits, action_bits, seed, table):
    instance = FAMILIES["lookup-table"](
        state_bits=state_bits, action_bits=action_bits, entries=len(table), seed=seed
    )
    check(instance, lambda t: {table[t]} if t in table else None)


def test_every_family_is_tested():
    texts = [path.read_text() for path in Path(__file__).parent.glob("test_semantics*.py")]
    assert set(FAMILIES) == set(re.findall(r'FAMILIES\["([a-z-]+)"\]', "".join(texts)))


def test_the_oracle_knows_tic_tac_toe():
    assert outcome("." * 9, "X") == 0
    assert outcome("XX.OO....", "X") == 1
    assert outcome("XXOO.....", "X") == 1
    assert len(boards_in_play(9)) == 16
