"""From readings to findings and records: rules, consensus, conflicts."""

from actas.checks.run import EVALUATED, Judged, judge
from actas.checks.say import as_json, message

__all__ = ["EVALUATED", "Judged", "as_json", "judge", "message"]
