"""The program as a process: exit status, streams, what a kill leaves, what a newcomer sees."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from actas import __version__, cli
from actas.cli import VERBS
from tests.village import DEFINITION, HEADER, Village, row, run

ACTAS = str(Path(sys.executable).parent / "actas")


def actas(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ACTAS, *arguments], capture_output=True, text=True, check=False, timeout=120, **options
    )


def test_help_names_every_verb_and_each_has_examples() -> None:
    told = actas("--help")
    assert told.returncode == 0
    for verb in VERBS:
        assert f"  {verb} " in told.stdout
        own = run(verb, "--help")
        assert "Example" in own
        assert f"actas {verb}" in own
    assert actas("--version").stdout.strip() == f"actas {__version__}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    told = actas("--completion", shell)
    assert told.returncode == 0
    assert "_ACTAS_COMPLETE" in told.stdout


def test_completion_completes_verbs() -> None:
    words = {"_ACTAS_COMPLETE": "bash_complete", "COMP_WORDS": "actas ver", "COMP_CWORD": "1"}
    told = actas(env=os.environ | words)
    assert "plain,verify" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["moon"], "No such command"),
        (["init"], "Missing argument"),
        (["init", "x"], "give either --pack NAME or --election FILE"),
        (["init", "x", "--pack", "moon"], "no pack 'moon'; there are: "),
        (["import", "--bad-rows", "eat"], "Invalid value"),
    ],
)
def test_bad_usage_is_status_2_without_a_traceback(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    told = actas(*arguments, cwd=tmp_path)
    assert told.returncode == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert not any(tmp_path.iterdir())


def test_a_traceback_only_with_debug(tmp_path: Path) -> None:
    plain = actas("count", cwd=tmp_path)
    assert (plain.returncode, "Traceback" in plain.stderr) == (2, False)
    assert "is no Actas project" in plain.stderr
    assert "Traceback" in actas("count", "--debug", cwd=tmp_path).stderr


def test_json_is_one_document_and_nothing_else_on_stdout(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    table = village.table(row("1/1", 60, 40), row("1/2", 60, 41).replace(",101,", ",99,"))
    for arguments, status in [
        (["import", str(table), "--source", "herons"], 0),
        (["check"], 1),
        (["count"], 0),
        (["claims"], 0),
        (["keys"], 0),
    ]:
        told = actas(*arguments, "--json", cwd=village.root)
        assert told.returncode == status, told.stderr
        orjson.loads(told.stdout)


def test_output_cut_off_by_a_pager_is_no_failure_story(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    told = subprocess.run(
        ["bash", "-c", f"{ACTAS} keys | head -c 1"],
        cwd=village.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in told.stderr


def test_no_colour_without_a_terminal(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    assert "\x1b" not in actas("count", cwd=village.root).stdout
    assert "\x1b" not in actas("moon").stderr


def test_an_import_killed_at_any_moment_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Kills at moments spread over the whole run; then the next import goes on as if alone."""
    definition = DEFINITION.replace("stations: 6", "stations: 4000")
    village = Village.made(tmp_path, definition)
    rows = "".join(row(f"{n % 40}/{n}", n, 7 * n % 911, electors=9000) for n in range(1, 3000))
    table = tmp_path / "many.csv"
    table.write_text(HEADER + rows)
    command = [ACTAS, "import", str(table), "--source", "herons"]
    whole = Village.made(_folder(tmp_path / "whole"), definition)
    began = time.monotonic()
    subprocess.run(command, cwd=whole.root, check=True, capture_output=True)
    seconds = time.monotonic() - began
    before, after = _size(village), _size(whole)
    for part in range(10) if "ACTAS_EVERY" in os.environ else (3, 6, 8):
        process = subprocess.Popen(
            command, cwd=village.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(seconds * (0.3 + 0.07 * part))
        process.kill()
        process.wait()
        counted = village.json("count")["stations"]["counted"]
        assert (_size(village), counted) in {(before, 0), (after, 2999)}
    told = village.json("import", str(table), "--source", "herons")
    assert told["size"] == after
    assert village.json("count")["stations"]["counted"] == 2999


def as_anyone(*arguments: str, where: Path) -> subprocess.CompletedProcess[str]:
    """A verb run so that modes of files count, also where the tests run as root."""
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if not os.geteuid() else []
    return subprocess.run(
        [*drop, ACTAS, *arguments], cwd=where, capture_output=True, text=True, check=False
    )


def test_a_read_only_project_can_be_read_and_refuses_to_be_written(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    table = village.table(row("1/1", 60, 40))
    folders = [village.root, *(path for path in village.root.rglob("*") if path.is_dir())]
    before = village.bytes()
    for folder in folders:
        folder.chmod(0o500)
    try:
        told = as_anyone("import", str(table), "--source", "herons", where=village.root)
        assert told.returncode == 2
        assert "read-only" in told.stderr or "Permission denied" in told.stderr
        assert "Traceback" not in told.stderr
        told = as_anyone("publish", "site", where=village.root)
        assert told.returncode == 2
        assert "Traceback" not in told.stderr
        assert as_anyone("count", where=village.root).returncode == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert village.bytes() == before


def test_publishing_where_nothing_can_be_written_leaves_the_project_as_it_was(
    tmp_path: Path,
) -> None:
    village = Village.made(tmp_path)
    village.take(row("1/1", 60, 40))
    place = tmp_path / "place"
    place.mkdir(mode=0o500)
    told = as_anyone("publish", str(place / "release"), where=village.root)
    assert told.returncode == 2
    assert "could not be written: Permission denied" in told.stderr
    assert not any(place.iterdir())


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _size(village: Village) -> int:
    checkpoint = (village.root / "log" / "checkpoint").read_text()
    return int(checkpoint.split("\n")[1])


def test_a_fault_of_ours_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from actas.election import packs

    def broken() -> list[str]:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(packs, "names", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main(["packs"])
    assert ended.value.code == 2
    assert "RuntimeError: no such luck (a fault in Actas: --debug shows where)" in (
        capsys.readouterr().err
    )
    with pytest.raises(RuntimeError):
        cli.main(["packs", "--debug"])


BRACKETS = DEFINITION.replace("name: Boreal", 'name: "Bea [/x] [red]"').replace(
    "en: Village}", 'en: "Multi [red]"}'
)


def test_names_with_brackets_are_text(tmp_path: Path) -> None:
    village = Village.made(tmp_path, BRACKETS)
    village.take(row("1/1", 60, 40))
    told = village.run("count")
    assert "Multi [red]" in told
    assert "Bea [/x] [red]" in told


@pytest.mark.parametrize("columns", ["", "abc", "-3", "0"])
def test_an_odd_width_is_no_fault(tmp_path: Path, columns: str) -> None:
    told = actas("packs", env=os.environ | {"COLUMNS": columns})
    assert (told.returncode, "Traceback" in told.stderr) == (0, False)


def test_no_color_is_obeyed_on_a_terminal(tmp_path: Path) -> None:
    command = f"{ACTAS} packs; {ACTAS} count"
    told = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1", "TERM": "xterm"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ve-2024" in told.stdout
    assert "\x1b[" not in told.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["claims", "--id", "nope"], "no claim nope"),
        (["check", "--code", "ZZZZ"], "no rule ZZZZ"),
        (["check", "--station", "77/77"], "no station 77/77"),
        (["check", "--language", "xx"], "Invalid value"),
        (["publish", "keys"], "is the project's own"),
    ],
)
def test_a_selector_that_selects_nothing_is_bad_usage(
    small: Village,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(small.root)
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """A village with one sheet; not to be changed."""
    village = Village.made(tmp_path_factory.mktemp("small"))
    village.take(row("1/1", 60, 40))
    return village


def test_a_closed_pipe_ends_like_any_program(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    village.take(row("1/1", 60, 40), row("1/2", 60, 41).replace(",101,", ",99,"))
    script = f"{ACTAS} check | true; echo ${{PIPESTATUS[0]}}"
    told = subprocess.run(
        ["bash", "-c", script], cwd=village.root, capture_output=True, text=True, check=False
    )
    assert told.stdout.strip() in {"141", "1"}, "cut off, or done before the reader went"
    assert "Traceback" not in told.stderr
