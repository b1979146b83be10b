"""What the "Jira happens" bar does to a site, and what it says."""

import pytest
from flask.testing import FlaskClient

from tests.standin.host.happens import BULK, Happenings
from tests.standin.sample import Sample, seed_other
from tests.standin.world import Site

RESPONSE = "Nightly run of the refund tests against both sandboxes"


def names(site: Site) -> list[str]:
    """The events the site has emitted, in order."""
    return [one.event for one in site.emitted]


def test_story_comes_into_the_release(site: Site, sample: Sample) -> None:
    """A new story is in the frozen release, with an estimate, and the sentence names it."""
    sentence = Happenings(site).play("story-added")

    made = site.issue(sentence.split()[0])
    assert made.fix_versions == [sample.version_id]
    assert made.points
    assert "release 2.0" in sentence
    assert names(site) == ["jira:issue_created"]


def test_estimate_changes(site: Site, sample: Sample) -> None:
    """An open issue of the release gets another estimate."""
    sentence = Happenings(site).play("re-estimated")

    issue = site.issue(sentence.split()[0])
    assert sample.version_id in issue.fix_versions
    assert issue.changelog[-1].items[0]["toString"] != issue.changelog[-1].items[0]["fromString"]
    assert names(site) == ["jira:issue_updated"]


def test_response_gets_done_once(site: Site, sample: Sample) -> None:
    """The first known response that is open gets done; when none is left, the sentence says so and nothing happens."""
    site.notes["responses"] = [sample.key(RESPONSE)]
    bar = Happenings(site)

    assert sample.key(RESPONSE) in bar.play("response-done")
    assert site.issue(sample.key(RESPONSE)).status.name == "Done"
    assert "nothing happened" in bar.play("response-done")
    assert names(site) == ["jira:issue_updated"]


def test_release_ships_once(site: Site, sample: Sample) -> None:
    """Releasing the version works once."""
    bar = Happenings(site)

    assert bar.play("version-released") == "Release 2.0 was released."
    assert site.versions[sample.version_id].released
    assert "nothing happened" in bar.play("version-released")


def test_deletion_spares_responses(site: Site, sample: Sample) -> None:
    """Deleted is an open issue of the release that is no response, until none is left."""
    site.notes["responses"] = [sample.key(RESPONSE)]
    bar = Happenings(site)

    sentence = ""
    while "nothing happened" not in sentence:
        sentence = bar.play("issue-deleted")

    assert sample.key(RESPONSE) in site.issue_keys
    assert "jira:issue_deleted" in names(site)


def test_bulk_changes_three_hundred(site: Site, sample: Sample) -> None:
    """Three hundred different issues change in one go, also in a project that had fewer; its release's scope stays."""
    scope = [one.id for one in site.issues.values() if sample.version_id in one.fix_versions]

    Happenings(site).play("bulk-changed")

    changed = [one.body["issue"]["id"] for one in site.emitted if one.event == "jira:issue_updated"]
    assert len(set(changed)) == BULK
    assert [one.id for one in site.issues.values() if sample.version_id in one.fix_versions] == scope


def test_it_can_run_for_long(site: Site, sample: Sample) -> None:
    """Two hundred events by chance all end in a sentence, and most of them change something."""
    bar = Happenings(site)
    sentences = [bar.play("anything") for _ in range(200)]

    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(site.emitted) > 100


def test_other_projects_work_too(site: Site) -> None:
    """On a site without the sample the bar plays on the first unreleased version."""
    seed_other(site)

    assert "release 2.0" in Happenings(site).play("story-added")


def test_empty_site_has_nothing_to_do(site: Site) -> None:
    """Where no release is planned, the sentence says so."""
    assert Happenings(site).play("story-added") == "This site plans no release, so nothing happened."


@pytest.mark.parametrize(("what", "status"), [("re-estimated", 200), ("nonsense", 404)])
def test_buttons_answer_in_json(client: FlaskClient, what: str, status: int) -> None:
    """Each button's route answers with a sentence; an unknown one is not found."""
    answer = client.post(f"/happens/{what}")

    assert answer.status_code == status
    if status == 200:
        assert answer.get_json()["sentence"].endswith(".")
