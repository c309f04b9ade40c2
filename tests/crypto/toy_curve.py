"""A curve so small that every scalar can be tried; real parameters never meet the rare cases by chance."""

from __future__ import annotations

from typing import Type

from jamlite.crypto._weierstrass import Curve


def is_prime(n: int) -> bool:
    """Tell whether n is prime, by trial division."""
    return n > 1 and all(n % q for q in range(2, int(n**0.5) + 1))


def toy_curve(kind: Type[Curve], p: int, skip: int = 0) -> Curve:
    """Return a curve of that kind over p = 3 mod 4 whose order is prime and below p."""
    roots = {y * y % p: y for y in range(p)}
    squares: dict[int, int] = {}
    for y in range(p):
        squares[y * y % p] = squares.get(y * y % p, 0) + 1
    for b in range(1, p):
        values = [(x**3 + kind.a * x + b) % p for x in range(p)]
        order = 1 + sum(squares.get(value, 0) for value in values)
        if order < p and is_prime(order):
            if skip:
                skip -= 1
                continue
            x = next(x for x in range(1, p) if values[x] in roots and values[x])
            return kind("toy", p=p, b=b, n=order, g=(x, roots[values[x]]))
    raise AssertionError("no such curve")
