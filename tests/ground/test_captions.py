"""Captions of films are read line by line; what is kept is what is said and when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.infra.captions import MOST_BYTES, Cue, NotCaptions, read_captions, write_captions
from tests.desk.filming import SPOKEN

_CUE = "00:01.000 --> 00:02.000\nWool.\n"


def test_a_file_is_read_without_its_notes_its_styles_and_its_marks() -> None:
    assert read_captions(SPOKEN.encode()) == (
        Cue(starts=1000, ends=2500, text="Marie: Wool & water."),
        Cue(starts=2500, ends=4000, text="Two lines\nat once."),
    )


def test_a_file_of_another_machine_is_read_as_well() -> None:
    content = b"\xef\xbb\xbf" + SPOKEN.replace("\n", "\r\n").encode()
    assert read_captions(content) == read_captions(SPOKEN.encode())


WRONG = {
    "another file": (b"1\n" + _CUE.encode(), "its first line is not WEBVTT."),
    "another alphabet": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9t\xe9\n",
        "it is not written in UTF-8. Save it again.",
    ),
    "heavy": (b"WEBVTT" + b"\n" * MOST_BYTES, "it is larger than 500 kB."),
    "silent": (b"WEBVTT\n\nNOTE nothing\n", "nothing is said in it."),
    "no time": (b"WEBVTT\n\nWool.\n", "Line 3: the time is not written as 00:01:02.500 --> 00:01:04.000."),
    "backwards": (b"WEBVTT\n\n00:02.000 --> 00:01.000\nWool.\n", "Line 3: it ends before it begins."),
    "out of order": (
        f"WEBVTT\n\n00:09.000 --> 00:10.000\nWater.\n\nname\n{_CUE}".encode(),
        "Line 7: it begins before the one above.",
    ),
    "run together": (f"WEBVTT\n\n{_CUE}{_CUE}".encode(), "Line 5: a blank line is missing before it."),
    "no words": (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", "Line 3: nothing is said."),
    "a speech": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"w" * 301,
        "Line 3: more than 300 letters at once.",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_told_with_its_line(kind: str) -> None:
    content, why = WRONG[kind]
    with pytest.raises(NotCaptions) as refused:
        read_captions(content)
    assert str(refused.value) == why


def test_of_many_faults_the_first_five_are_told() -> None:
    with pytest.raises(NotCaptions) as refused:
        read_captions(b"WEBVTT" + b"\n\nWool." * 7)
    assert str(refused.value).startswith("Line 3: ")
    assert str(refused.value).count("Line ") == 5
    assert str(refused.value).endswith(" And 2 more.")


_WORDS = st.text("aé&;#<>-/:v漢", min_size=1, max_size=20)
_CUES = st.lists(
    st.builds(
        lambda starts, lasts, text: Cue(starts=starts, ends=starts + lasts, text=text),
        st.integers(0, 3_599_000_000),
        st.integers(1, 9_000),
        _WORDS,
    ),
    min_size=1,
    max_size=5,
).map(lambda cues: tuple(sorted(cues, key=lambda cue: cue.starts)))


@given(_CUES)
def test_what_is_written_is_read_as_it_was(cues: tuple[Cue, ...]) -> None:
    assert read_captions(write_captions(cues)) == cues
