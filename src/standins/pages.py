"""The plain HTML pages of the stand-ins: no script, no picture, no other file."""

from html import escape

from standins.server import Answer

WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD JOD KWD OMR TND"

STYLE = """
:root{--ink:#15161a;--quiet:#5c5f65;--rule:#d9dad6;--field:#f1f2f0;--blue:#1f3bb3;--red:#a3161d}
*{box-sizing:border-box;border-radius:0}
body{margin:0;background:var(--field);color:var(--ink);font:16px/1.5 system-ui,"Liberation Sans",Arial,sans-serif}
header,main,footer{max-width:40rem;margin:0 auto;padding:1rem 1.25rem}
header,footer{color:var(--quiet);font-size:.875rem}
main{background:#fff;border:1px solid var(--ink);padding:1.5rem 1.25rem}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1rem;margin:1.75rem 0 .75rem}
table{width:100%;border-collapse:collapse}
td,th{padding:.5rem 0;border-bottom:1px solid var(--rule);text-align:start;vertical-align:top;font-weight:400}
td:last-child,th:last-child{text-align:end;white-space:nowrap}
tfoot th,tfoot td{font-weight:700;border-bottom:0}
label{display:block;font-weight:600;margin:.75rem 0 .25rem}
input{width:100%;min-height:44px;padding:.5rem .75rem;border:1px solid var(--ink);font:inherit;background:#fff}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:end}
button,.button{display:block;width:100%;min-height:48px;margin:.75rem 0 0;padding:.625rem 1rem;border:1px solid
 var(--ink);background:#fff;color:var(--ink);font:inherit;font-weight:600;text-align:center;text-decoration:none;
 cursor:pointer}
button.main{background:var(--blue);border-color:var(--blue);color:#fff}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
[role=alert]{border:1px solid var(--red);color:var(--red);padding:.75rem 1rem;margin:0 0 1rem;font-weight:600}
a{color:var(--blue)}
details{margin-top:1.5rem;color:var(--quiet);font-size:.875rem}
code{font-family:ui-monospace,"Liberation Mono",monospace}
"""

HEADERS = (
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


def answer_page(*, title: str, language: str, note: str, body: str, status: int = 200) -> Answer:
    """A whole page; `body` is HTML, everything else is text."""
    html = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head>"
        f"<body><header>{escape(note)}</header><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return Answer(status=status, body=html.encode(), content_type="text/html; charset=utf-8", headers=HEADERS)


def format_money(*, amount: int, currency: str, language: str) -> str:
    """Minor units as people read them: EUR 12.34, or 12,34 EUR in French."""
    code = currency.upper()
    places = 0 if code in WITHOUT_MINOR_UNIT else 3 if code in THOUSANDTHS else 2
    whole, part = divmod(amount, 10**places)
    digits = f"{whole:,}" + (f".{part:0{places}d}" if places else "")
    if language == "fr":
        return digits.translate(str.maketrans(",.", "\u202f,")) + f"\u00a0{code}"
    return f"{code}\u00a0{digits}"
