"""The long runs: faults, kills, power loss, laws with many examples, calibration.

`make soak` does what is not done yet and goes on where it was stopped; `make soak ARGS=--again`
begins anew. What was done, when and how long it took stands in artefacts/soak.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
DONE = ROOT / "artefacts" / "soak.json"
PYTEST = [sys.executable, "-m", "pytest", "-q", "--timeout=3600", "-p", "no:cacheprovider"]

STEPS: dict[str, tuple[dict[str, str], list[str]]] = {
    "kill -9 of an appending process, 1,000 times": (
        {"ACTAS_KILLS": "1000"},
        [*PYTEST, "tests/log/test_several_writers.py"],
    ),
    "EIO, ENOSPC and SIGKILL at every file call of an append": (
        {"ACTAS_EVERY": "1"},
        [*PYTEST, "tests/log/test_log_faults.py"],
    ),
    "every byte of a published log changed, cut and lengthened; every proof": (
        {"ACTAS_EVERY": "1"},
        [*PYTEST, "tests/log/test_tampering.py", "tests/log/test_every_proof.py"],
    ),
    "bytes of every file of a release flipped": (
        {"ACTAS_EVERY": "1"},
        [*PYTEST, "tests/release/test_every_change_is_found.py"],
    ),
    "every forgery, every change between two releases, every honest announcement": (
        {"ACTAS_EVERY": "1"},
        [
            *PYTEST,
            "tests/release/test_no_forgery_passes.py",
            "tests/release/test_what_a_result_stands_on.py",
            "tests/release/test_publishing_again_makes_less.py",
            "tests/release/test_three_verifiers_agree.py",
            "tests/claims/test_rounded_percentages.py",
            "tests/reading/pages/test_pages_that_are_no_sheet.py",
            "tests/demo",
        ],
    ),
    "power loss at every prefix of the write trace": (
        {"ACTAS_EVERY": "1"},
        [*PYTEST, "tests/log/test_power_loss.py"],
    ),
    "kills of imports and of publishing, mirrors cut off": (
        {"ACTAS_EVERY": "1"},
        [
            *PYTEST,
            "tests/cli/test_processes.py",
            "tests/release/test_publishing_whole_or_not.py",
            "tests/release/test_mirroring.py",
        ],
    ),
    "axe-core and the checker of HTML on every kind of page in every language, light and dark": (
        {"ACTAS_ALL_THEMES": "1"},
        [
            *PYTEST,
            "tests/release/site/test_no_one_is_shut_out.py",
            "tests/release/site/test_in_a_browser.py",
            "tests/release/site/test_every_page_is_valid.py",
        ],
    ),
    "every law with 2,000 examples": (
        {"HYPOTHESIS_PROFILE": "soak"},
        [*PYTEST, "tests/election", "tests/count", "tests/checks", "tests/reading"],
    ),
    "false alarms of the rounding test, 90,000 announcements": (
        {},
        [sys.executable, "benchmarks/calibrate.py", "90000"],
    ),
}


def main(arguments: list[str]) -> int:
    """Run the steps that are not done; the number that failed."""
    done = {} if "--again" in arguments or not DONE.is_file() else json.loads(DONE.read_text())
    failed = 0
    for name, (more, command) in STEPS.items():
        if done.get(name, {}).get("ok"):
            print(f"done before ({done[name]['day']}): {name}")
            continue
        print(f"\n{name}", flush=True)
        began = time.monotonic()
        ran = subprocess.run(
            command, cwd=ROOT, env=os.environ | more, stdout=subprocess.PIPE, text=True, check=False
        )
        print(ran.stdout[-2000:], flush=True)
        ok = ran.returncode == 0
        failed += not ok
        done[name] = {
            "ok": ok,
            "day": datetime.now(UTC).date().isoformat(),
            "seconds": round(time.monotonic() - began),
            "said": ran.stdout.strip().splitlines()[-1:],
        }
        _keep(done)
    return failed


def _keep(done: dict[str, object]) -> None:
    DONE.parent.mkdir(exist_ok=True)
    temporary = DONE.with_suffix(".new")
    temporary.write_text(json.dumps(done, indent=2, ensure_ascii=False) + "\n")
    temporary.replace(DONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
