"""The sample register's past: what the demo shows over time is what its facts tell."""

from collections.abc import Iterator

import pytest

from tests.e2e.stage import Stage, a_stage
from tests.standin.demo_past import enter_past
from tests.standin.demo_story import tell_story
from tests.standin.sample import SAMPLE_RISKS


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The sample as the demo tells it, on Connect alone: nothing of it depends on who carries the app."""
    with a_stage(tmp_path_factory.mktemp("home"), enabled=False) as stage:

        def past() -> object:
            return enter_past(stage.work, stage.site_id, stage.site, stage.sample, stage.site.clock())

        tell_story(stage.site, stage.sample, stage.app.base_url, past)  # type: ignore[arg-type]
        yield stage
        assert stage.site.violations == []


def test_every_risk_stands_once_with_its_own_day(told: Stage) -> None:
    """No risk is entered twice, and the eldest is as old as the sample says, give or take the spread of a week."""
    project = f"/projects/{told.sample.project_id}"
    found = told.api()("GET", f"{project}/risks?limit=100")["items"]
    assert sorted(one["title"] for one in found) == sorted(one.title for one in SAMPLE_RISKS)
    ages = {one["title"]: (told.site.clock().date().isoformat(), one["raisedAt"][:10]) for one in found}
    assert all(raised < today for today, raised in ages.values())


def test_exposure_fell_over_the_weeks(told: Stage) -> None:
    """The burndown begins before the first risk and ends at the exposure of today's figures."""
    project = f"/projects/{told.sample.project_id}"
    days = told.api()("GET", f"{project}/risks/burndown")
    figures = told.api()("GET", f"{project}/metrics")["figures"]
    assert days["stretches"][-1]["exposure"] == -figures["risk.exposure.threats"]["value"]
    assert max(point["exposure"] for point in days["stretches"]) > days["stretches"][-1]["exposure"]


def test_people_said_what_they_do_about_it(told: Stage) -> None:
    """Windows, strategies, actions and an acceptance stand in the register, and none of them moved a rating."""
    found = told.api()("GET", f"/projects/{told.sample.project_id}/risks?limit=100")["items"]
    by_title = {one["title"]: one for one in found}
    certification = by_title["Scheme certification slips past the release date"]
    assert (certification["strategy"], certification["window"]["leadDays"]) == ("prevent", 14)
    assert [action["kind"] for action in certification["actions"]] == ["detective"]
    accepted = by_title["Refund work grows through requests from support"]
    assert accepted["acceptance"]["holds"]
    assert certification["level"] == "Critical"


def test_work_in_jira_is_set_up(told: Stage) -> None:
    """Whoever opens the demo can make responses at once."""
    assert told.api()("GET", f"/projects/{told.sample.project_id}/work-in-jira")["healthy"]
