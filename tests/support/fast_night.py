"""The real command with a recogniser that hears 我要投诉: run as a program, so that its output is its own."""

from callqa.cli import app
from callqa.operations import engines
from tests.support.doubles import Scripted, WholeChannel


def main() -> None:
    made = engines.Transcriber

    def make(*arguments, **options):
        return made(*arguments, **{**options, "recogniser": Scripted(), "detector": WholeChannel()})

    engines.Transcriber = make  # type: ignore[assignment,misc] - the double's way in
    app.main()


if __name__ == "__main__":
    main()
