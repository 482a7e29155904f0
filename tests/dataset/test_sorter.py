"""Lines come back in order, whether they fit into memory or not, and no file is ever seen."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from graphapi.dataset.bulk import Sorter

LINES = st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"\t")), max_size=60)


@given(LINES, st.integers(1, 300))
def test_lines_come_back_sorted(lines: list[bytes], run_bytes: int) -> None:
    with TemporaryDirectory() as folder, Sorter(Path(folder), run_bytes=run_bytes) as sorter:
        for line in lines:
            sorter.add(line)
        assert list(Path(folder).iterdir()) == []
        assert list(sorter) == sorted(lines)
        assert sorter.lines == len(lines)
