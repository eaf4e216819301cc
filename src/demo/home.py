"""The demo's home page, as a merchandiser would arrange it."""

from __future__ import annotations

from comptoir.content.services import BlockInput

HOME = (
    BlockInput(
        kind="hero",
        title={
            "en": "Drawn before they were sewn.",
            "fr": "Dessinées avant d’être cousues.",
            "de": "Erst gezeichnet, dann genäht.",
            "ja": "縫う前に、描く。",
        },
        body={"style": "ME-26W-KN014", "reference": "ME-26W-KN014-0410"},
    ),
    BlockInput(
        kind="sheet",
        title={
            "en": "The first line sheet",
            "fr": "La première planche",
            "de": "Das erste Blatt",
            "ja": "最初のラインシート",
        },
        body={
            "styles": [
                f"ME-26W-{number}"
                for number in (
                    "KN014", "OU003", "TR021", "SH008", "KN022", "BA005", "SO002", "DR004", "KN017", "AC011",
                    "AC019", "SH011",
                )
            ]
        },
    ),
    BlockInput(
        kind="look",
        title={
            "en": "Worn together",
            "fr": "Portées ensemble",
            "de": "Zusammen getragen",
            "ja": "あわせて着る",
        },
        body={"collection": "26W", "number": 1},
    ),
)  # fmt: skip
