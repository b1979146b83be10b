"""How an issue stands to the agreed scope, indexed so that JQL finds what was added or re-estimated."""

from descriptors.indexing import EntityProperty, Extraction

module = EntityProperty(
    key="scope-property",
    name="Scope",
    entity="issue",
    property_key="plumbline.scope",
    extractions=(
        Extraction("state", "string", "scopeState"),
        Extraction("delta", "number", "scopeDelta"),
        Extraction("change", "string", "scopeChange"),
    ),
)
