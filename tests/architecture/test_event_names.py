"""An event's name says why something happened; a name that only says that something did is none."""

import re

import pytest

from tests.domain.event_shapes import event_classes

EMPTY_WORDS = {"Updated", "Changed", "Set", "Processed", "Modified", "Edited", "Saved", "Created", "Deleted"}
IRREGULAR = {  # past tenses that do not end in -ed or -wn, or not with their last word
    "BatchLeft",
    "CalledBack",
    "DemandTakenOver",
    "ExplainedNotFeasible",
    "HandedBack",
    "HandedToAlliance",
    "IssuedEarly",
    "ListedForRenewal",
    "MergedInto",
    "MovedToArea",
    "MovedToEmployer",
    "NoteStruckOut",
    "NoteWritten",
    "OpinionGiven",
    "PlaceTakenOver",
    "PrincipalLeft",
    "ProductionLeft",
    "ReconsiderationUpheld",
    "ReplyGiven",
    "OpenedAgain",
    "Resent",
    "ReturnedByProvince",
    "SignedOff",
    "StruckOff",
    "StruckOut",
    "TakenOver",
    "Upheld",
    "VoteCast",
    "VoteStruck",
}


@pytest.mark.parametrize("event", event_classes(), ids=lambda event: event.TOPIC)
def test_an_event_is_a_past_participle_that_says_why(event):
    words = re.findall("[A-Z][a-z]*", event.__name__)

    assert not EMPTY_WORDS & set(words)
    assert words[-1].endswith(("ed", "wn")) or event.__name__ in IRREGULAR


def test_no_exception_outlives_its_event():
    assert {event.__name__ for event in event_classes()} >= IRREGULAR
