"""The results report as files: a sheet that a screen reader reads too, JSON and CSV."""

from datetime import datetime

from voting.interchange.csv_out import DUTCH_EXCEL, RFC_4180, write_csv
from voting.interchange.json_out import write_record
from voting.interchange.printing import print_sheet
from voting.services.publishing import DownloadFile
from voting.web.i18n import current_language, format_moment_and_year, local
from voting.web.report_parts import Section, say_status
from voting.web.report_tables import list_sections
from voting.web.results_report import Report, flatten_facts, write_facts
from voting.web.translating import _

MEDIA = {"pdf": "application/pdf", "json": "application/json", "csv": "text/csv"}


def make_report_file(report: Report, kind: str, at: datetime) -> DownloadFile:
    """Return the report as "pdf", "json" or "csv", in the language of the request."""
    name = f"{report.state.slug}-{_('results-report')}.{kind}"
    return DownloadFile(name, MEDIA[kind], _write(report, kind, at))


def describe_sheet(report: Report, at: datetime) -> dict[str, object]:
    """Return the facts of the printed sheet: words only."""
    return {
        "language": current_language(),
        "title": name_report(report),
        "status": say_status(report),
        "made": _("Made on %(moment)s", moment=format_moment_and_year(at)),
        "sections": [_describe(section) for section in list_sections(report)],
    }


def name_report(report: Report) -> str:
    """Return the report's title."""
    return _("Results report: %(round)s", round=local(report.state.plan.title))


def _describe(section: Section) -> dict[str, object]:
    tables = [
        {
            "caption": table.caption,
            "heads": list(table.heads),
            "rows": [list(row) for row in table.rows],
            "left": table.left,
        }
        for table in section.tables
        if table.rows
    ]
    return {"title": section.title, "texts": list(section.texts), "tables": tables}


def _write(report: Report, kind: str, at: datetime) -> bytes:
    if kind == "pdf":
        return print_sheet("results", describe_sheet(report, at), at)
    if kind == "json":
        return write_record(write_facts(report))
    dialect = DUTCH_EXCEL if current_language() == "nl" else RFC_4180
    return write_csv(flatten_facts(write_facts(report)), dialect)
