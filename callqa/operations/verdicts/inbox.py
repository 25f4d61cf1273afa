"""Review inbox: a folder into which supervisors drop verdict files, each answered by a receipt."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from callqa.host.files import replacing
from callqa.host.opening import open_regular
from callqa.model.errors import CallqaError
from callqa.operations.review import Imported, import_file, show
from callqa.storage.session import Site
from callqa.strict_yaml.problems import ProblemsError

TAKEN, REFUSED = "已导入", "未导入"
_RECEIPT = " 回执.txt"
_UNFINISHED = (".tmp", ".part", ".crdownload", ".download", ".lnk")
_OF_THE_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})
_MOST_BYTES = 64 << 20
_NAMED = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What a dropped file is answered.

    Args:
        taken: whether its verdicts were imported.
        lines: in Chinese.
    """

    taken: bool
    lines: tuple[str, ...]


@dataclass(kw_only=True)
class Inbox:
    """A folder that is looked at again and again; a file in it counts once it stays as it is.

    Args:
        folder: into which files are dropped; nothing is ever deleted in it.
    """

    folder: Path
    _seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    _answered: dict[str, tuple[int, int]] = field(default_factory=dict)

    def look(self) -> list[Path]:
        """Return the files that have stayed as they were since the last look and are not answered yet.

        Raises:
            OSError: the folder cannot be read.
        """
        now = {path.name: _stamp(path) for path in sorted(self.folder.iterdir()) if _is_dropped(path)}
        settled = [name for name, stamp in now.items() if self._seen.get(name) == stamp]
        self._seen = now
        return [self.folder / name for name in settled if self._answered.get(name) != now[name]]

    def answer(self, site: Site, path: Path) -> Receipt:
        """Import a dropped file, write its receipt beside it, and put it into the folder of its outcome.

        A file that was imported is known by its receipt and its content, and not imported again: it could
        not be put away, because somebody had it open, or was dropped twice.

        Raises:
            OSError: the receipt cannot be written; the file stays, and importing it again changes nothing.
        """
        stamp, digest = _stamp(path), _digest(path)
        earlier = self._answered_before(path, digest)
        receipt = earlier or _imported(site, path)
        if not earlier:
            self._write(site, path, receipt, digest)
        self._answered[path.name] = stamp
        _put_away(path, self.folder / (TAKEN if receipt.taken else REFUSED))
        return receipt

    def _receipt_path(self, path: Path) -> Path:
        return self.folder / f"{path.name}{_RECEIPT}"

    def _answered_before(self, path: Path, digest: str) -> Receipt | None:
        try:
            lines = self._receipt_path(path).read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            return None
        if not digest or digest not in lines[-1:] or not lines[0].startswith(TAKEN):
            return None
        return Receipt(taken=True, lines=tuple(lines[1:-1]))

    def _write(self, site: Site, path: Path, receipt: Receipt, digest: str) -> None:
        moment = site.now().astimezone(site.zone)
        head = f"{TAKEN if receipt.taken else REFUSED} {path.name}（{moment:%Y-%m-%d %H:%M:%S}）"
        with replacing(self._receipt_path(path)) as temporary:
            # with a byte-order mark: Notepad reads the Chinese of other files as GBK
            temporary.write_text("\n".join([head, *receipt.lines, digest, ""]), encoding="utf-8-sig")


def _is_dropped(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "~")) or name.endswith((_RECEIPT, *_UNFINISHED)) or name in _OF_THE_SYSTEM:
        return False
    return path.is_file() and not path.is_symlink()


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:  # taken away again between two looks
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _digest(path: Path) -> str:
    try:
        with open_regular(path) as stream:
            return f"SHA-256 {hashlib.file_digest(stream, 'sha256').hexdigest()}"
    except OSError:  # no right to read it: told by the import
        return ""


def _imported(site: Site, path: Path) -> Receipt:
    """Import the verdicts; whatever is wrong with the file becomes its receipt."""
    if path.suffix.lower() not in (".xlsx", ".json"):
        return _refused("只收日报的工作簿（.xlsx）和日报网页导出的结论（.json）")
    if path.stat().st_size > _MOST_BYTES:
        return _refused(f"文件太大（最多 {_MOST_BYTES >> 20} MB），检查是不是放错了文件")
    try:
        imported = import_file(site, path, None)
    except ProblemsError as error:
        return _refused(*map(str, error.problems))
    except (CallqaError, OSError) as error:
        return _refused(str(error))
    return Receipt(taken=True, lines=(*_told(imported), *_shown(site, imported)))


def _refused(*problems: str) -> Receipt:
    return Receipt(taken=False, lines=(*problems, "一条也没有导入，改好后再放进来"))


def _told(imported: Imported) -> Iterator[str]:
    who = "（文件里没有复核人的名字，记在这台机器的用户名下）" if imported.nameless else ""
    yield f"复核人 {imported.reviewer}{who}"
    yield f"新增 {imported.new} 条结论，{imported.unchanged} 条没有变化"
    if imported.missed:
        yield f"新增 {imported.missed} 条听记（漏标，或听过没有漏标）"
    if imported.outdated:
        yield f"{imported.outdated} 条比已有的结论更早，没有采用"
    if imported.cleared:
        yield f"{imported.cleared} 条结论被清空：清空不算撤回，要撤回请选“待定”"
    if imported.vanished:
        yield f"{len(imported.vanished)} 条的命中已经不在了（改过规则，或重新识别过），结论照样保留："
        yield from (f"  {place}" for place in imported.vanished[:_NAMED])
        if len(imported.vanished) > _NAMED:
            yield f"  还有 {len(imported.vanished) - _NAMED} 条"


def _shown(site: Site, imported: Imported) -> Iterator[str]:
    for one in show(site, imported.days):
        yield f"{one.day} 的报告没有更新：{one.problem}" if one.problem else f"{one.day} 的报告已更新"


def _put_away(path: Path, folder: Path) -> None:
    """Rename a file into a folder, under a name that is free there; one that is held open stays."""
    target, number = folder / path.name, 1
    try:
        folder.mkdir(exist_ok=True)
        while target.exists():
            number += 1
            target = folder / f"{path.stem} ({number}){path.suffix}"
        path.rename(target)
    except OSError:  # a share on which somebody has it open: the receipt keeps it from being imported again
        return
