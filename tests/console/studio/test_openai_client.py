"""OpenAI's own client at the console, over a real connection: what it parses is what its users get."""

from collections.abc import Iterator

import openai
import pytest

from callqa.model.access.account import AccountRole
from callqa.storage.studio import jobs
from tests.console.browsing import served
from tests.support.consoles import Console
from tests.support.studios import sound


@pytest.fixture(scope="module")
def client(console: Console) -> Iterator[openai.OpenAI]:
    secret = console.program(AccountRole.VIEWER).headers["authorization"].removeprefix("Bearer ")
    with served(console) as address:
        yield openai.OpenAI(base_url=f"{address}/v1", api_key=secret, max_retries=0)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    return "a.wav", sound(tmp_path_factory.mktemp("sound"))


def test_it_reads_the_models_and_every_form_of_a_text(client: openai.OpenAI, file: tuple[str, bytes]) -> None:
    made = client.audio.transcriptions
    plain = made.create(model="whisper-1", file=file)
    whole = made.create(
        model="whisper-1", file=file, response_format="verbose_json", timestamp_granularities=["word"]
    )
    subtitles = made.create(model="whisper-1", file=file, response_format="srt")

    assert "whisper-1" in [each.id for each in client.models.list()]
    assert plain.text == "我要投诉\n我要投诉"
    assert (whole.text, len(whole.words or ()), len(whole.segments or ())) == (plain.text, 8, 2)
    assert subtitles.startswith("1\n00:00:0")


def test_it_reads_a_stream_of_events_whose_deltas_are_the_text(
    console: Console, client: openai.OpenAI, file: tuple[str, bytes]
) -> None:
    events = list(client.audio.transcriptions.create(model="whisper-1", file=file, stream=True))

    assert [each.type for each in events] == ["transcript.text.delta"] * 2 + ["transcript.text.done"]
    deltas = [each.delta for each in events if each.type == "transcript.text.delta"]
    assert events[-1].type == "transcript.text.done" and events[-1].text == "".join(deltas)
    assert jobs.of_owner(console.desk.studio.database, "viewer") == []


def test_it_raises_what_a_broken_recording_or_a_wrong_token_is(client: openai.OpenAI) -> None:
    broken = ("a.wav", b"<html>" * 99)
    with pytest.raises(openai.BadRequestError, match="→"):
        client.audio.transcriptions.create(model="whisper-1", file=broken)
    with pytest.raises(openai.APIError, match="→"):
        list(client.audio.transcriptions.create(model="whisper-1", file=broken, stream=True))
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="cq_wrong").models.list()
