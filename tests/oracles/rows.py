"""Rows taken apart, and relations held against a second method on every row and word."""


def split(word, *widths):
    values = []
    for width in widths:
        values.append(word % 2**width)
        word //= 2**width
    return values


def bits_of(word, count):
    return [int(c) for c in reversed(f"{word:0{count}b}")][:count]


def check(instance, accepted):
    """Compare with ``accepted(row)``: the set of acceptable words, or None outside K."""
    relation = instance.relation
    words = range(2 ** len(relation.outputs))
    inside = 0
    for t in range(2 ** len(relation.inputs)):
        expected = accepted(t)
        found = {word for word in words if relation.allowed[t] >> word & 1}
        if expected is None:
            assert not relation.care >> t & 1, t
            assert found == set(words)
        else:
            inside += 1
            assert relation.care >> t & 1, t
            assert found == set(expected), t
    assert inside
