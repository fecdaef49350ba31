"""Reports: which papers can be made from a published file, and by which module?

A report's module has `make`, which writes its files and returns their paths. Nothing is imported before it is
asked for.
"""

from importlib import import_module
from types import ModuleType

REPORTS = {
    "trend": "dashboards.reports.trend",  # make(published, department_code, out_dir): weekly, one per department
    "monthly": "dashboards.reports.monthly",  # make(published, subject, out_dir): the last whole month of all departments
    "brief": "dashboards.reports.brief",  # make(published, subject, out_dir): one alert, one reason or one topic
    "coaching": "dashboards.reports.coaching",  # make(published, agent_id, out_dir): one agent, for a session
    "data_quality": "dashboards.reports.data_quality",  # make(published, subject, out_dir): of all sources
}
WHOLE = "all-departments"  # the subject of a report on the whole house, and its folder


def load(report: str) -> ModuleType:
    """The module that makes this report."""
    return import_module(REPORTS[report])
