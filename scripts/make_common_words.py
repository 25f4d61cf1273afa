"""Write callqa/text/common_words.txt: ordinary words that a hotword correction leaves alone.

From the dictionary of jieba 0.42.1 (MIT licence, https://github.com/fxsjy/jieba): words of two to
four Hanzi that occur often enough, without the names of persons.
"""

import re
from pathlib import Path

import jieba

_TARGET = Path(__file__).parents[1] / "callqa" / "text" / "common_words.txt"
_LEAST = 50
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
_HEADER = "# made by scripts/make_common_words.py from jieba's dictionary (MIT licence); do not edit\n"


def main() -> None:
    """Write the list, sorted."""
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    entries = (line.split() for line in lines)
    words = {
        word
        for word, count, kind in entries
        if _WORD.fullmatch(word) and int(count) >= _LEAST and not kind.startswith("nr")
    }
    _TARGET.write_text(_HEADER + "\n".join(sorted(words)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
