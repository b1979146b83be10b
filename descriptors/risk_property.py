"""An issue's risk figures, indexed so that JQL finds risky issues."""

from descriptors.indexing import EntityProperty, Extraction

module = EntityProperty(
    key="risk-property",
    name="Risk",
    entity="issue",
    property_key="plumbline.risk",
    extractions=(
        Extraction("level", "string", "riskLevel"),
        Extraction("score", "number", "riskScore"),
        Extraction("open", "number", "riskCount"),
        Extraction("exposure", "number", "riskExposure"),
        Extraction("nextReview", "date", "riskReview"),
    ),
)
