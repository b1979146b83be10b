"""Money as people write it: signs before or behind, currencies by code or sign, thousands and millions by letter."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from plugin.domain.money import Money, decimals_of
from plugin.domain.written.misread import Misread
from plugin.domain.written.numbers import number

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW"
)
CURRENCIES = frozenset(_CODES.split())
"""The codes of ISO 4217 for currencies that are paid with."""

_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "₫": "VND",
    "zł": "PLN",
    "kč": "CZK",
    "r$": "BRL",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "fr": "CHF",
    "fr.": "CHF",
    "sfr": "CHF",
    "sfr.": "CHF",
    "euro": "EUR",
    "euros": "EUR",
}
_SHARED = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD")),
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
    "kr.": frozenset(("SEK", "NOK", "DKK", "ISK")),
}
_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
_TIMES = {
    **dict.fromkeys(("k", "t", "tsd", "tsd.", "thousand", "thousands"), _THOUSAND),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mio.", "million", "millions", "millionen"), _MILLION),
    **dict.fromkeys(("b", "bn", "billion", "billions", "mrd", "mrd.", "md"), _BILLION),
}
_MINUS = re.compile("[−–—-]")
_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?[–—-]{1,2}(?!\s*\d)")
_WORDS = re.compile(r"[^\W\d_]*[$€£¥₹₽₩₪₺₴₫]|[^\W\d_]+\.?|%")
_LARGEST = Decimal(10) ** 15


def money(written: str | float | Decimal, currency: str | None = None, decimal_mark: str | None = None) -> Money:
    """The amount that a cell means, in the currency it names, else in `currency`.

    Understands "64,500,000 CHF", "1.234,56 €", "(450)" and "450-" as negative, "450k", "1.2m", "USD 95000".
    Raises Misread for anything else, and where a sign could mean several currencies that `currency` does not settle.
    """
    if isinstance(written, bool):
        raise Misread(written, "is no amount; write digits, as in 1250.50")
    if isinstance(written, int | float | Decimal):
        return _rounded(Decimal(str(written)), currency, written)
    text = written.strip()
    bare, is_negative = _without_sign(_NO_CENTS.sub("", text))
    found, times, rest = _without_words(bare, text, currency)
    amount = number(rest, decimal_mark or ("." if times > 1 and rest.count(".") == 1 and "," not in rest else None))
    return _exact(-amount * times if is_negative else amount * times, found or currency, text)


def _without_sign(text: str) -> tuple[str, bool]:
    """The text without brackets or minus, and whether they made it negative."""
    bracketed = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", text)
    bare = "".join(bracketed.groups()) if bracketed else text
    minuses = len(_MINUS.findall(bare))
    outside = re.search(r"\d\s*[−–—-]\s*\d", bare)
    if outside or minuses + bool(bracketed) > 1:
        raise Misread(text, "is a range or has several signs; write one amount")
    return _MINUS.sub(" ", bare).replace("+", " ", 1).strip(), bool(bracketed) or minuses == 1


def _without_words(text: str, written: str, expected: str | None) -> tuple[str | None, int, str]:
    """The currency and the multiplier that words name, and the digits that are left."""
    currencies: set[str] = set()
    times = 1
    for word in _WORDS.findall(text):
        if (factor := _TIMES.get(word.lower())) and times == 1:
            times = factor
        else:
            currencies.add(_currency(word, written, expected))
    if len(currencies) > 1:
        raise Misread(written, "names two currencies; keep one")
    return next(iter(currencies), None), times, _WORDS.sub(" ", text)


def _currency(word: str, written: str, expected: str | None) -> str:
    if word.upper() in CURRENCIES:
        return word.upper()
    if word.lower() in _SIGNS:
        return _SIGNS[word.lower()]
    if (possible := _SHARED.get(word.lower())) is not None:
        if expected in possible:
            return str(expected)
        raise Misread(
            written, f"could be in several currencies; write a code, such as {min(possible)} or {max(possible)}"
        )
    raise Misread(written, f"has “{word[:20]}” in it, which is no currency and no number; write it as 1250.50 EUR")


def _exact(amount: Decimal, currency: str | None, written: str) -> Money:
    """The amount in minor units; one that has smaller parts is refused, because somebody meant something by them."""
    money = _rounded(amount, currency, written)
    if money.amount != amount:
        unit = currency or "the currency"
        raise Misread(written, f"has more decimals than {unit} has; write at most {decimals_of(currency)}")
    return money


def _rounded(amount: Decimal, currency: str | None, written: object) -> Money:
    if not amount.is_finite() or abs(amount) >= _LARGEST:
        raise Misread(written, "is no amount that can be kept; write less than 1,000,000,000,000,000")
    minor = amount.scaleb(decimals_of(currency)).to_integral_value(rounding=ROUND_HALF_EVEN)
    return Money(int(minor), currency)
