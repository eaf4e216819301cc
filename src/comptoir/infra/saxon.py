"""A program: runs compiled schematron rules over an XML file, and writes what they found into another, as JSON.

It runs apart from the house's own processes, because its engine takes some 300 MB that only go with the process.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from saxonche import PySaxonProcessor

_FAILED = (
    "//*:failed-assert[not(@flag = ('warning', 'information'))]/concat(@id, ' ', normalize-space(*:text))"
)


def check(*, xml: str, stylesheets: list[str]) -> dict[str, object]:
    """How many rules saw something, and those that do not hold, warnings apart."""
    seen = 0
    failed: list[str] = []
    with PySaxonProcessor(license=False) as processor:
        document = processor.parse_xml(xml_text=xml)
        for stylesheet in stylesheets:
            rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
            report = processor.parse_xml(xml_text=rules.transform_to_string(xdm_node=document))
            paths = processor.new_xpath_processor()
            paths.set_context(xdm_item=report)
            seen += int(str(paths.evaluate_single("count(//*:fired-rule)")))
            failed += [str(item) for item in paths.evaluate(_FAILED) or ()]
    return {"seen": seen, "failed": failed}


if __name__ == "__main__":
    document, answer, *rules = sys.argv[1:]
    found = check(xml=Path(document).read_text(encoding="utf-8"), stylesheets=rules)
    Path(answer).write_text(json.dumps(found), encoding="utf-8")
