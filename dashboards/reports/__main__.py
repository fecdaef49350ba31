"""python -m dashboards.reports: write the reports of a published file, one file name a line."""

import argparse
import sys
from pathlib import Path

import duckdb

from dashboards.languages import LANGUAGES, OWN, speaking
from dashboards.publication import NothingPublishedError
from dashboards.reports import WHOLE, load
from dashboards.reports.months import NoMonthError
from dashboards.reports.recounted import newer_than
from dashboards.reports.source import UnknownSubjectError, department_languages, opened

DONE, FAILED, MISUSED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 failed, 2 misused; what went wrong is one line on the error stream."""
    asked = _parser().parse_args(arguments)
    try:
        for path in _make(asked):
            sys.stdout.write(f"{path}\n")
    except UnknownSubjectError as error:
        return _say(error, MISUSED)
    except (NothingPublishedError, NoMonthError) as error:
        return _say(error, FAILED)
    except OSError as error:
        return _say(f"{error.filename or asked.out} cannot be written: {error.strerror}. Choose another --out.", FAILED)
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        return _say(f"{asked.published} cannot be read as a published file ({first}). Run `voc run` again.", FAILED)
    return DONE


def _make(asked: argparse.Namespace) -> list[Path]:
    with opened(asked.published) as con, newer_than(asked.published) as newer:
        with speaking(asked.language or OWN):
            if asked.brief:
                return load("brief").make(con, asked.brief, asked.out)
            if asked.agent:
                return load("coaching").make(con, asked.agent, asked.out)
            if asked.data_quality:
                return load("data_quality").make(con, WHOLE, asked.out)
            if asked.monthly:
                return load("monthly").make(con, WHOLE, asked.out, newer)
        languages = department_languages(con)
        weekly = []
        for code in [asked.department] if asked.department else languages:
            with speaking(asked.language or languages.get(code, OWN)):
                weekly += load("trend").make(con, code, asked.out, newer)
        return [*weekly, *(_of_the_house(con, asked.out, newer) if asked.nightly else [])]


def _of_the_house(con: duckdb.DuckDBPyConnection, out: Path, newer: duckdb.DuckDBPyConnection | None) -> list[Path]:
    """What a night writes beside the departments' reports: of the month once there is one, and of the data."""
    try:
        month = load("monthly").make(con, WHOLE, out, newer)
    except NoMonthError:
        month = []
    return [*month, *load("data_quality").make(con, WHOLE, out)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboards.reports", description=__doc__)
    parser.add_argument(
        "--published", required=True, type=Path, help="the published file, such as published/current.duckdb"
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--department", metavar="CODE", help="only this department's weekly report (default: all)")
    chosen.add_argument(
        "--brief", metavar="ID", help="a brief on this alert, reason or topic instead of weekly reports"
    )
    chosen.add_argument("--agent", metavar="ID", help="the coaching sheet of this agent instead of weekly reports")
    chosen.add_argument("--monthly", action="store_true", help="the report on the last whole month of all departments")
    chosen.add_argument(
        "--data-quality", action="store_true", help="the report on what was delivered, and how well it is read"
    )
    chosen.add_argument(
        "--nightly", action="store_true", help="all that a night writes: the weekly ones and both of these"
    )
    parser.add_argument(
        "--language", choices=list(LANGUAGES), help="default: of a weekly report that of its department, else English"
    )
    parser.add_argument("--out", required=True, type=Path, help="the folder to write to")
    return parser


def _say(message: object, code: int) -> int:
    sys.stderr.write(f"{message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
