"""Kinds of identifier, so that a version can never be passed where an issue is meant."""

from typing import NewType

SiteId = NewType("SiteId", int)
"""Our own number of one Jira site that installed the app."""

ProjectId = NewType("ProjectId", str)
IssueId = NewType("IssueId", str)
VersionId = NewType("VersionId", str)
AccountId = NewType("AccountId", str)

RiskId = NewType("RiskId", str)
BaselineId = NewType("BaselineId", str)
DeltaId = NewType("DeltaId", str)
ReviewId = NewType("ReviewId", str)
