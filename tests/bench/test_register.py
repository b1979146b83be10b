"""A register of 2,000 risks costs its readers no more queries than one of twenty."""

from tests.bench.register import FEW, MANY, PLACES, a_register, asked


def test_queries_do_not_grow_with_the_register() -> None:
    """Each part of the tab takes the same number of queries with 20 and with 2,000 risks."""
    with a_register(FEW) as few, a_register(MANY) as many:
        for path in PLACES.values():
            # Whatever is read once a process is read before it is counted.
            few.ana.get(path)
            many.ana.get(path)
            assert asked(many, path) == asked(few, path), path
