"""A project's figures, indexed under the property's own name."""

from descriptors.indexing import EntityProperty, Extraction

module = EntityProperty(
    key="project-property",
    name="Project drift",
    entity="project",
    property_key="plumbline.project",
    extractions=(
        Extraction("exposure", "number"),
        Extraction("openRisks", "number"),
        Extraction("critical", "number"),
        Extraction("scopeGrowth", "number"),
        Extraction("scopeUnapproved", "number"),
        Extraction("nextReview", "date"),
        Extraction("health", "string"),
    ),
)
