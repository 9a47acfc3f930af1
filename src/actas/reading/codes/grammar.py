"""Payloads of a sheet's codes to its reading, by the grammar that its form declares.

Pure: knows no image and no register. A payload that breaks its grammar (C601), its sums or digest
(C602) or its signature (C603) becomes a reading without numbers that says so, never with them.
"""

from __future__ import annotations

from collections.abc import Sequence

from actas.election.definition import Election
from actas.election.payload import Grammar, PatternGrammar, TaggedGrammar
from actas.election.sheet import SheetForm
from actas.reading.codes import pattern, tagged
from actas.reading.codes.shapes import LONGEST, Broken, CodeRead, FoundCode
from actas.reading.codes.values import reading, sums_hold
from actas.reading.pages.shapes import SheetReading


def read(found: Sequence[FoundCode], form: SheetForm, election: Election) -> CodeRead:
    """The reading of a sheet's codes, found on one page or on several, in any order.

    Args:
        found: as `finding.find` gives them; of all pages of the sheet, where it has several.
        form: whose codes they are.
        election: whose contests and choices they count.
    """
    for index, code in enumerate(form.codes):
        texts = _texts(found, index)
        if code.grammar is not None and texts:
            return _read(texts, code.grammar, form, election)
    return CodeRead()


def fits(text: str, grammar: Grammar | None) -> bool:
    """Whether a text has the shape of the grammar: the oracle by which decoding goes on or stops.

    Sums, digests and signatures are not looked at: no other decoding would mend them.
    """
    if len(text) > LONGEST:
        return False
    if grammar is None:
        return text.isprintable()
    if isinstance(grammar, PatternGrammar):
        return pattern.fits(text, grammar)
    return tagged.fits(text, grammar)


def whole(texts: Sequence[str], grammar: Grammar | None) -> bool:
    """Whether these texts are all that there is to find of one code: no part is missing."""
    good = [text for text in texts if fits(text, grammar)]
    if not good or not isinstance(grammar, TaggedGrammar):
        return bool(good)
    try:
        have, of = tagged.parts(good, grammar)
    except Broken:
        return True
    return have >= of


def _texts(found: Sequence[FoundCode], index: int) -> list[str]:
    """Each text once; those that fit, or where none does, those that do not."""
    mine = [one for one in found if one.index == index]
    good = [one.text for one in mine if one.fits]
    return list(dict.fromkeys(good or [one.text for one in mine]))


def _read(texts: list[str], grammar: Grammar, form: SheetForm, election: Election) -> CodeRead:
    try:
        if not all(fits(text, grammar) for text in texts):
            raise Broken("C601", "the code does not say what a code of this form says")
        if isinstance(grammar, PatternGrammar):
            if len(texts) > 1:
                raise Broken("C601", "two codes of one page say different things")
            said = pattern.said(texts[0], grammar, form, election)
            have = of = 1
        else:
            have, of = tagged.parts(texts, grammar)
            if have < of:
                return CodeRead(None, have, of)
            said = tagged.said(texts, grammar, form, election)
        sums_hold(said, election)
    except Broken as broken:
        kept = "\n".join(texts) if broken.code != "C601" else None
        return CodeRead(_refused(broken, kept, form), len(texts), len(texts))
    return CodeRead(reading(said, "\n".join(texts), form), have, of, said.signature)


def _refused(broken: Broken, payload: str | None, form: SheetForm) -> SheetReading:
    """A text that fits no grammar may hold anything, so it is not carried on."""
    return SheetReading(
        method="code",
        form=form.id,
        given=None,
        values={},
        payload=payload,
        problems=(broken.code,),
        detail=(broken.detail,),
    )
