"""Pictures of pages beside those that were kept: the same but for a few points, or what is different is shown.

A kept picture is half as wide and high as the page, in 256 colours, and belongs to one major version of Chromium. Those
of another version, or of pages that have changed, are made by `COMPTOIR_BASELINES=new pytest tests/browser/test_baselines.py`
and looked at before they are committed.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page

KEPT = Path(__file__).with_name("baselines")
MAKES_NEW = os.environ.get("COMPTOIR_BASELINES") == "new"
HOW = "COMPTOIR_BASELINES=new .venv/bin/pytest tests/browser/test_baselines.py"
_RESULTS = Path(__file__).resolve().parents[2] / "test-results"
_COLOURS = 256
_FAR = 32  # of 255, in one of the three colours: beyond what smoothed letters and few colours come to
_MOST = 0.001  # of all points

# What is another on each day or in each order is written as one and the same; what ticks stands still; what is fetched
# when it is scrolled to is fetched.
_STILL = """async () => {
  for (let timer = setInterval(() => {}, 1e6); timer > 0; timer -= 1) clearInterval(timer);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const same = node.data
      .replace(/\\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\\b/g, "K7Q2-MX9R-T")
      .replace(/\\b\\d{1,2}:\\d\\d\\b/g, "09:00");
    if (same !== node.data) node.data = same;
  }
  const pictures = [...document.images];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => {})));
  await document.fonts.ready;
}"""


def take_picture(page: Page) -> Image.Image:
    """The whole page as it is kept: half its size."""
    page.evaluate(_STILL)
    content = page.screenshot(full_page=True, animations="disabled", caret="initial")
    return Image.open(io.BytesIO(content)).convert("RGB").reduce(2)


def keep(taken: Image.Image, *, name: str, version: str) -> None:
    """Make this the picture to compare with."""
    path = _path(name, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    few = taken.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def kept(*, name: str, version: str) -> Image.Image:
    """The picture to compare with."""
    with Image.open(_path(name, version)) as found:
        return found.convert("RGB")


def has_kept(*, version: str) -> bool:
    """Whether there are pictures of this version of the browser."""
    return (KEPT / version).is_dir()


def compare(taken: Image.Image, before: Image.Image, *, name: str) -> str:
    """What is different, in words, with the two and their difference in test-results; blank where nothing is."""
    wide, high = (max(sides) for sides in zip(taken.size, before.size, strict=True))
    both = [Image.new("RGB", (wide, high), "#ff00ff") for _ in range(2)]
    for sheet, picture in zip(both, (taken, before), strict=True):
        sheet.paste(picture, (0, 0))
    bands = ImageChops.difference(*both).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    far = most.point(lambda value: 255 if value > _FAR else 0)
    share = far.histogram()[255] / (wide * high)
    if taken.size == before.size and share <= _MOST:
        return ""
    _RESULTS.mkdir(exist_ok=True)
    for kind, picture in (("now", taken), ("before", before), ("difference", ImageChops.invert(far))):
        picture.save(_RESULTS / f"{name}-{kind}.png")
    return (
        f"{share:.2%} of {name} is different, {before.size} before and {taken.size} now: look at test-results/{name}-*.png."
        f" Where it should be so: {HOW}"
    )


def _path(name: str, version: str) -> Path:
    return KEPT / version / f"{name}.png"
