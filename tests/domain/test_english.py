"""What the words of a text tell: whether it is English, what it leaves open or takes for certain, what it hits."""

from __future__ import annotations

import pytest

from plugin.domain.english import accomplished, certainties, doubts, guesses, is_english, objectives, tokens
from plugin.domain.risk_model import Objective

ELSEWHERE = {
    "Danish": "Projektet skal have nye servere, og leverandøren kan blive forsinket, så lanceringen flytter sig.",
    "Dutch": "De leverancier was te laat en over de planning is niet gesproken, dus de oplevering kan uitlopen.",
    "French": "Le fournisseur dépend d’un seul site, il se peut que la livraison prenne du retard et coûte plus cher.",
    "German": "Weil nur eine Person das Rechenzentrum kennt, kann sie in Not und in der Hand von Zulieferern sein.",
    "Italian": "Il fornitore non ha mai provato il trasloco dei dati; la data di avvio potrebbe slittare di un mese.",
    "Japanese": "担当者が一人しかいないため、退職すると納期が遅れるおそれがある。",
    "Polish": "Dostawca nie potwierdził terminu, więc wdrożenie może się opóźnić o kilka tygodni.",
    "Portuguese": "O fornecedor não confirmou a data, por isso a entrega pode atrasar e o custo pode subir.",
    "Romanian": "Furnizorul are un singur depozit, iar livrarea are toate șansele să întârzie o lună.",
    "Spanish": "El proveedor has cambiado once veces de contacto y la entrega se retrasa dos semanas.",
    "Swedish": "Leverantören har bara en fabrik, och om den står still blir lanseringen försenad med flera veckor.",
    "Turkish": "Tedarikçi bu tarih için söz veremedi, bu yüzden kurulum iki hafta gecikebilir.",
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_other_languages_are_not_taken_for_english(language: str) -> None:
    """A statement in another language is left in peace, even where a word or two are spelt as in English."""
    assert not is_english(ELSEWHERE[language])


@pytest.mark.parametrize(
    "text",
    [
        "One person knows the billing core. That person may leave. Velocity halves for two months.",
        "The freeze and other projects compete. The window could be lost. A quarter of a year passes.",
        "Data were collected for another purpose. Their use may be refused.",
    ],
)
def test_english_is_recognised(text: str) -> None:
    """An ordinary English statement has enough words that no other language spells so."""
    assert is_english(text)


@pytest.mark.parametrize("text", ["", "API late", "Vendor may slip", "SAP ERP go-live Q3 2027 Basel"])
def test_notes_too_short_to_tell_are_not_judged(text: str) -> None:
    """A few names and numbers are no evidence of any language."""
    assert not is_english(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the vendor may be late, or might stop", ("may", "might")),
        ("there is a risk that the site floods", ("risk",)),
        ("if the vendor fails, work stops", ("if",)),
        ("should the vendor fail, work stops", ("should",)),
        ("the vendor is late", ()),
        ("the window closes in May and nobody notices", ()),
        ("by 3 May nothing works", ("may",)),
        ("the window closes on May 3", ()),
        ("May 2027 passes without a permit", ()),
        ("May the permit never come", ("may",)),
    ],
)
def test_what_leaves_an_event_open(text: str, expected: tuple[str, ...]) -> None:
    """Words of uncertainty and of condition count; May after a word of time or before a number is the month."""
    assert doubts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one maker supplies all switches", ()),
        ("the maker might have trouble, perhaps", ("might", "perhaps")),
        ("the team could lose people", ("could",)),
        ("the team could not hire anybody", ()),
        ("if the maker has trouble", ("if",)),
        ("nobody knows if the maker has trouble", ()),
        ("the contract ends in May", ()),
        ("Unless somebody pays", ("unless",)),
    ],
)
def test_what_makes_a_guess_of_a_cause(text: str, expected: tuple[str, ...]) -> None:
    """Words of doubt do, and a condition at the head; "could not" and a fact about doubt do not."""
    assert guesses(text) == expected


def test_what_tells_of_a_thing_that_is_so() -> None:
    """Present and past certainty are told by their verbs; in titles only by those that make a tale of them."""
    assert certainties("The server is down and has failed") == ("is", "has", "failed")
    assert certainties("The server doesn’t answer") == ("doesn't",)
    assert certainties("The server stays down") == ()
    assert accomplished("Knowledge lost with a supplier") == ()
    assert accomplished("Supplier has already failed") == ("has", "already")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the go-live moves by six weeks", {Objective.SCHEDULE}),
        ("a penalty of two per cent falls due", {Objective.COST}),
        ("a must-have feature drops out", {Objective.SCOPE}),
        ("users see errors for days", {Objective.SCOPE, Objective.QUALITY, Objective.SCHEDULE}),
        ("customer records leak", {Objective.SCOPE, Objective.SECURITY}),
        ("the regulator withdraws the permit", {Objective.COMPLIANCE}),
        ("somebody is injured", {Objective.SAFETY}),
        ("everything becomes rather unpleasant", set()),
    ],
)
def test_which_objectives_an_effect_names(text: str, expected: set[Objective]) -> None:
    """Each objective is known by its words, whatever their ending."""
    assert set(objectives(text)) == expected


def test_words_are_read_whole() -> None:
    """Versions and contractions are one word, hyphens and punctuation part words, an empty text has none."""
    assert tokens("Don’t ship 1.1 mid-year!") == ["don't", "ship", "1.1", "mid", "year"]
    assert tokens("") == []
