"""One group may read the reports; everything else stays its owner's."""

import grp
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from callqa.host import sharing
from callqa.host.files import private_files, replacing
from callqa.operations import collect, flag, report, transcribe
from callqa.settings import pipeline_yaml
from callqa.settings.schema import ReportSettings
from callqa.storage.session import Site
from reports.words.lines import said
from tests.support.doubles import Scripted

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
GROUPS = sorted({os.getegid(), *os.getgroups()}) if os.geteuid() else [grp.getgrnam("users").gr_gid]
GROUP = grp.getgrgid(GROUPS[-1])


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """Provide a machine whose files everybody can read, and a process that shares nothing afterwards."""
    before = os.umask(0o022)
    yield
    os.umask(before)
    sharing.share(Path("/"), "")


@pytest.fixture
def shared(project: Path, recogniser: Scripted) -> Path:
    """Provide a project that shares the reports of its night; returns its configuration file."""
    with project.open("a", encoding="utf-8") as stream:
        stream.write(f"\nreports: shared/reports\nreport: {{group: {GROUP.gr_name}, calls_in_file: 1}}\n")
    with Site.open(project) as site:
        collect.collect_day(site, DAY)
        transcribe.transcribe_calls(site, DAY, [r.call_id for r in site.store.recordings(DAY)])
        flag.flag_day(site, DAY)
        report.report_day(site, DAY, run_id="run-1")
    return project


def modes(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (oct(path.stat().st_mode & 0o777), path.stat().st_gid)
        for path in (folder, *folder.rglob("*"))
    }


def test_everything_in_the_reports_folder_is_the_groups_to_read_and_nothing_else_is(
    shared: Path, callqa: Command
) -> None:
    callqa("report", "--day", f"{DAY}", "--format", "csv")
    callqa("report", "--from", f"{DAY}", "--to", f"{DAY}")
    home = shared.parents[1]

    found = modes(home / "shared" / "reports")
    folders = {name for name in found if not Path(name).suffix}
    assert {"2026-02-14/clips", "2026-02-14/calls", "2026-02-14_2026-02-14"} <= folders
    assert len(found) - len(folders) >= 9
    assert {name: each for name, each in found.items() if each[1] != GROUP.gr_gid} == {}
    assert {each[0] for name, each in found.items() if name in folders} == {"0o750"}
    assert {each[0] for name, each in found.items() if name not in folders} == {"0o640"}
    assert {each[0] for name, each in modes(home / "data").items()} == {"0o700", "0o600"}


def test_by_default_nothing_is_shared(project: Path, tmp_path: Path) -> None:
    private_files()
    with Site.open(project) as site:
        target = site.configuration.resolve(site.settings.reports) / "2026-02-14" / "x.html"
        with replacing(target) as temporary:
            temporary.write_text("x", encoding="utf-8")

    assert oct(target.stat().st_mode & 0o777) == "0o600"
    assert oct(target.parent.stat().st_mode & 0o777) == "0o700"


def test_a_file_is_never_there_before_the_group_may_read_it(tmp_path: Path) -> None:
    sharing.share(tmp_path, GROUP.gr_name)
    target = tmp_path / "qa.html"

    with replacing(target) as temporary:
        assert not target.exists()
        assert oct(temporary.stat().st_mode & 0o777) == "0o600"

    assert oct(target.stat().st_mode & 0o777) == "0o640"


def test_a_group_that_is_not_there_stops_no_night_and_is_told(shared: Path, callqa: Command) -> None:
    text = shared.read_text(encoding="utf-8").replace(f"group: {GROUP.gr_name}", "group: no-such-group")
    shared.write_text(text, encoding="utf-8")

    code, out, _ = callqa("flag", "--day", f"{DAY}")

    assert (code, "没有用户组 no-such-group" in out) == (0, True)
    path = report.report_paths(pipeline_yaml.load(shared), DAY).html
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_a_group_can_be_given_by_its_number(tmp_path: Path) -> None:
    sharing.share(tmp_path, f"{GROUP.gr_gid}")
    with replacing(tmp_path / "qa.html") as temporary:
        temporary.write_text("x", encoding="utf-8")

    assert (tmp_path / "qa.html").stat().st_gid == GROUP.gr_gid


def test_a_parent_that_the_group_cannot_enter_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "open").mkdir(mode=0o755)
    folder = tmp_path / "open" / "reports"

    told = sharing.problem(folder, GROUP.gr_name)

    assert told and f"用户组 {GROUP.gr_name} 进不了" in said(told)
    assert sharing.problem(folder, "") is None


def test_nobody_is_the_default_group() -> None:
    assert ReportSettings().group == ""
