"""Recognising sites: whatever the order of installing, leaving and moving, one cloud site is one site of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.ids import SiteId
from plugin.usecases.tenancy import STILL_GOING, Arrival, Carrier, Tenant, Verdict, recognise, same_address

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CALL = Arrival("i1", "c1", "https://acme.example", NOW)


def tenant(**changes: object) -> Tenant:
    """A site that Forge carries under the call's installation."""
    made = {
        "site_id": SiteId(1),
        "client_key": None,
        "installation_id": "i1",
        "cloud_id": "c1",
        "base_url": "https://acme.example",
        "carrier": Carrier.FORGE,
    }
    return Tenant(**{**made, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mine", "cloud", "unclaimed", "verdict"),
    [
        (tenant(), None, True, Verdict.KNOWN),
        (tenant(cloud_id=None), None, False, Verdict.KNOWN),
        (tenant(cloud_id="c2"), None, False, Verdict.REFUSED),
        (tenant(carrier=Carrier.CONNECT), None, False, Verdict.MOVED),
        (tenant(pending=True), None, False, Verdict.PENDING),
        (tenant(gone_at=NOW), None, False, Verdict.REFUSED),
        (tenant(gone_at=NOW - STILL_GOING), None, False, Verdict.REFUSED),
        (tenant(gone_at=NOW - STILL_GOING - timedelta(seconds=1)), None, False, Verdict.RETURNED),
        (None, tenant(installation_id="i0"), True, Verdict.RETURNED),
        (None, tenant(installation_id=None, carrier=Carrier.CONNECT), True, Verdict.MOVED),
        (None, None, True, Verdict.PENDING),
        (None, None, False, Verdict.NEW),
    ],
)
def test_each_case(mine: Tenant | None, cloud: Tenant | None, verdict: Verdict, *, unclaimed: bool) -> None:
    """The verdict follows from what is known of the installation, then of the cloud site, then of Connect's sites."""
    found, whom = recognise(CALL, same_installation=mine, same_cloud=cloud, unclaimed=unclaimed, retired=False)
    assert found is verdict
    assert (whom is None) == (verdict in {Verdict.REFUSED, Verdict.NEW} or (mine is None and cloud is None))


tenants = st.none() | st.builds(
    tenant,
    cloud_id=st.sampled_from(["c1", "c2", None]),
    carrier=st.sampled_from(Carrier),
    pending=st.booleans(),
    gone_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(mine=tenants, cloud=tenants, unclaimed=st.booleans())
def test_a_retired_installation_is_always_refused(
    mine: Tenant | None, cloud: Tenant | None, *, unclaimed: bool
) -> None:
    """Whatever else is known: it gave way to a later one."""
    told = recognise(CALL, same_installation=mine, same_cloud=cloud, unclaimed=unclaimed, retired=True)
    assert told == (Verdict.REFUSED, None)


@given(mine=tenants, cloud=tenants, unclaimed=st.booleans())
def test_no_second_site_where_one_is_known(mine: Tenant | None, cloud: Tenant | None, *, unclaimed: bool) -> None:
    """A call is never a new site's where its installation or its cloud site is known."""
    found, whom = recognise(CALL, same_installation=mine, same_cloud=cloud, unclaimed=unclaimed, retired=False)
    if mine is not None or cloud is not None:
        assert found is not Verdict.NEW
    if found not in {Verdict.REFUSED, Verdict.NEW, Verdict.PENDING}:
        assert whom is not None


@pytest.mark.parametrize(
    ("addresses", "url", "found"),
    [
        (["https://acme.example", "https://globex.example"], "https://ACME.example", 0),
        (["https://acme.example"], "https://globex.example", None),
        (["https://acme.example", "https://acme.example"], "https://acme.example", None),
        (["https://acme.example"], None, None),
        ([""], "", None),
        ([], "https://acme.example", None),
    ],
)
def test_addresses(addresses: list[str], url: str | None, found: int | None) -> None:
    """An address counts only where exactly one site has it."""
    known = [tenant(site_id=SiteId(number), base_url=address) for number, address in enumerate(addresses)]
    same = same_address(known, url)
    assert (same and same.site_id) == found
