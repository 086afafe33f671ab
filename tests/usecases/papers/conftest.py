"""Organizations of two communities whose papers are printed."""

from pathlib import Path

import pytest

from cso_desk.usecases import paper_tracks, print_forms, register, units
from cso_desk.usecases.opening import Desk


@pytest.fixture
def teams(town: Desk) -> list[str]:
    """Three organizations, two of one community and one of another."""
    places = units.communities(town)
    made = []
    for name, place in (("甲舞蹈队", 0), ("乙合唱队", 0), ("丙巡逻队", 1)):
        values = {"name": f"练习{name}", "community": places[place].id, "leader": "龚单"}
        made.append(register.save_organization(town, None, values).value)
    return made


@pytest.fixture
def printed(town: Desk, teams: list[str], tmp_path: Path) -> list[str]:
    """The ids of the papers of the three applications, in the order of the organizations."""
    return print_applications(town, teams, tmp_path)


def print_applications(town: Desk, teams: list[str], folder: Path) -> list[str]:
    """Print F01 of these organizations and return the ids of the papers that are 已打印 now."""
    print_forms.print_forms(town, "F01", teams, folder / "F01.pdf")
    found = {
        one.organization: one.id
        for one in paper_tracks.papers(town, paper_tracks.PaperQuery("已打印"))
        if one.form == "F01"
    }
    return [found[team] for team in teams]
