"""A digest whose day and worst calls lead to the console, when its address is known."""

import pytest

from callqa.model.finding import Severity
from callqa.monitoring.notice import Kind, Notice
from reports.plain.digest import MARKDOWN, TEXT, digest
from reports.plain.message import message
from tests.support.builders import DAY, call, day_result, finding, flagged_call

ADDRESS = "https://qa.example.com"
NUMBER = "13812345678"
WORST = call(
    NUMBER,
    finding(call_id=NUMBER, severity=Severity.CRITICAL),
    audio_sha256="ab" * 32,
    customer_number=NUMBER,
)
OTHERS = [flagged_call(f"call-{place}", audio_sha256=f"{place:02}" * 32) for place in range(9)]
RESULT = day_result(WORST, *OTHERS)
BASE = f"{ADDRESS}/days/{DAY}"


def test_the_five_worst_calls_and_the_day_lead_to_their_pages() -> None:
    lines = digest(RESULT, "/reports/qa.html", TEXT, speech=False, address=ADDRESS).splitlines()
    linked = [line for line in lines if ADDRESS in line]

    assert linked[0].endswith(f" {BASE}/calls/{'ab' * 12}")
    assert len([line for line in linked if "/calls/" in line]) == 5
    assert linked[-1].strip() == BASE


def test_no_address_holds_a_number() -> None:
    told = digest(RESULT, "/reports/qa.html", TEXT, speech=False, address=ADDRESS)

    assert all(NUMBER not in word for word in told.split() if word.startswith("https://"))


def test_markdown_keeps_an_address_as_it_is() -> None:
    told = digest(RESULT, "/reports/qa.html", MARKDOWN, speech=False, address=ADDRESS)

    assert f"<{BASE}/calls/{'ab' * 12}>" in told
    assert f"- <{BASE}>" in told


@pytest.mark.parametrize("style", [TEXT, MARKDOWN])
def test_without_an_address_the_file_is_named(style: object) -> None:
    told = digest(RESULT, "/reports/qa.html", style, speech=False)  # type: ignore[arg-type]  # both are styles

    assert "/reports/qa.html" in told
    assert "https://" not in told


def test_a_message_that_is_shortened_still_leads_to_the_day() -> None:
    told = digest(RESULT, "/reports/qa.html", TEXT, speech=False, address=ADDRESS)
    problems = tuple(f"问题 {place} " + "很长的一句话" * 20 for place in range(20))
    _, text = message(Notice(kind=Kind.FINISHED, day=DAY, host="qa", problems=problems, digest=told))

    assert BASE in text.split()
