"""Writes the list of rules for people, `docs/rules.md`, from the catalogue.

python -m actas.checks.docs docs/rules.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from actas.checks.catalogue import RULES, Rule
from actas.language import Language

_HEAD = """\
# Rules

<!-- Written by `python -m actas.checks.docs docs/rules.md`; change the catalogue instead. -->

Every rule has a code for life, one function, one sentence, and the effect it has on a record:

- **reject**: the sheet does not count.
- **quarantine**: the sheet waits, in a column of its own, until a person decides.
- **warn**: the sheet counts, and what was found is told.

The definition of an election may change the effect of a code, or put it off:

```yaml
findings:
  quarantine: [P203]
  warn: [S103]
  off: [P202]
```

Codes marked *fixed* cannot be softened: no count could stand on such a sheet. A finding of severity
*notice* never holds a sheet back, whatever its code.

Rules are decided in whole numbers. A rule that lacks a number it needs is *not evaluable* on that
sheet: that is counted and shown for every rule, so that silence is never read as a pass. What is
ordinary and what is the same is asked among the sheets of one contest.

Equal readings of a station by one source are one sheet. Rejected and withdrawn sheets, and sheets
of annulled or merged stations, take no part when sheets are compared with each other (D403 to
D405).

| code | severity | effect | finding |
| --- | --- | --- | --- |
"""

_OWN = """
## E###: rules of the election

The form's own rules (`form.rules` of the definition): a condition over the fields of the sheet that
must hold. Their codes, sentences and severities are the election's. One of severity *error*
quarantines, one of severity *warning* warns, unless `findings` says otherwise. Not evaluable where
a field that the condition names is missing.
"""


def rules_page() -> str:
    """The whole page, as Markdown."""
    table = "".join(_row(rule) for rule in RULES)
    return _HEAD + table + "".join(_section(rule) for rule in RULES) + _OWN


def _row(rule: Rule) -> str:
    effect = f"{rule.effect}, fixed" if rule.fixed else rule.effect
    return f"| [{rule.code}](#{rule.code.lower()}) | {rule.severity} | {effect} | {rule.says} |\n"


def _section(rule: Rule) -> str:
    # The sentence is looked up, not filled in: its fields stay as they are.
    fields = {name: "{" + name + "}" for name in rule.fields}
    spanish = Language("es", "checks").say(rule.says, **fields)
    return (
        f"\n## {rule.code}\n\n"
        f"- en: {rule.says}\n- es: {spanish}\n\n"
        f"{rule.doc}\n\nEvaluable with: {rule.needs}.\n"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(rules_page(), encoding="utf-8")
