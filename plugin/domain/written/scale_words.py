"""How strong the words are that people rate with, from 1 (least) to 5 (most)."""

from __future__ import annotations

STRENGTHS = {
    word: strength
    for strength, words in enumerate(
        (
            (
                "very low|vl|very small|negligible|insignificant|trivial|minimal|rare|very unlikely|highly unlikely|"
                "improbable|remote|almost impossible|very minor|sehr gering|sehr niedrig|sehr klein|"
                "sehr unwahrscheinlich|vernachlässigbar|unbedeutend"
            ),
            "low|l|small|minor|unlikely|slight|marginal|gering|niedrig|klein|unwahrscheinlich",
            "medium|m|med|moderate|mod|possible|average|significant|occasional|fair|mittel|mäßig|möglich|moderat",
            "high|h|large|major|likely|probable|serious|hoch|groß|wahrscheinlich|erheblich",
            (
                "very high|vh|very large|critical|severe|extreme|catastrophic|almost certain|nearly certain|certain|"
                "very likely|highly likely|highly probable|frequent|expected|sehr hoch|sehr groß|kritisch|katastrophal|"
                "schwerwiegend|fast sicher|nahezu sicher|sehr wahrscheinlich|sicher"
            ),
        ),
        start=1,
    )
    for word in words.split("|")
}
"""Words in lower case, without punctuation."""

LADDERS = {3: (2, 3, 4), 4: (2, 3, 4, 5), 5: (1, 2, 3, 4, 5)}
"""The strengths that the steps of a scale have whose own words say nothing: low, medium, high, and so on."""
