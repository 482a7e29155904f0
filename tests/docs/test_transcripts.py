"""What the documents print is what a stranger gets."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.docs.transcripts import Transcript, run, serving, transcripts

MISSING = [tool for tool in ("curl", "jq", "bash") if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(
        bool(MISSING) and os.environ.get("CI") != "true", reason=f"the transcripts need {', '.join(MISSING)}"
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as found:
        yield found


def test_the_documents_hold_transcripts() -> None:
    assert len(transcripts()) >= 10


@pytest.mark.parametrize("transcript", transcripts(), ids=str)
def test_a_command_of_the_documents_prints_what_stands_below_it(transcript: Transcript, address: str) -> None:
    assert run(transcript.command, address) == transcript.output
