"""Looks for holes: our own rules and bandit over the code, wapiti and sqlmap against a demo house on this machine.

Writes docs/proof/scan.txt: versions, commands, what was found, and what each finding is (tools/scan.toml). 1 when one is not
explained. `--seconds`: how long wapiti looks for addresses as each visitor, and sqlmap asks each address. Nothing leaves this
machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.cookiejar
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from comptoir.infra import clock
from comptoir.infra.one_time import code_at

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "build/scan"
CODE, WEB = MADE / "code/bin", MADE / "web/bin"
RULES = Path("tools/semgrep")
# Not `ssrf`, `xxe` and `log4shell`, which need a server of wapiti's elsewhere, nor what looks for other people's software.
NOWHERE = "127.0.0.1"
# Where words of somebody's become parts of statements: who may ask, and what they ask.
ASKED = (
    ("stranger", "/en-fr/search/?q=knit&sort=price&size=M&colour=black&material=wool"),
    ("stranger", "/en-fr/search/suggest/?q=knit"),
    ("advisor", "/desk/?q=jeanne"),
    ("advisor", "/desk/cases/?team=advisors&shelf=open"),
)
MODULES = "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,timesql,upload,xss"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a tool says is wrong, and where."""

    tool: str
    what: str
    where: str


@dataclass(slots=True)
class Pass:
    """One tool's walk: how it was called, how far it came, what it found."""

    tool: str
    command: str
    reach: str
    found: list[Finding] = field(default_factory=list)


def main() -> int:
    """Scan code and house; write the page."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=int, default=300)
    seconds = reader.parse_args().seconds
    prove_rules()
    (MADE / "sqlmap.log").unlink(missing_ok=True)
    passes = [look_by_rules(), look_by_bandit()]
    with demo_house() as (url, logins):
        # All sign in before anybody looks: a walk types wrong passwords, and who does so has to wait.
        looking = list(visitors(url, logins))
        cookies = {who: cookie for who, _path, cookie, *_left_out in looking}
        passes += [inject(url, who, address, cookies[who], seconds) for who, address in ASKED]
        passes += [
            walk(url, who, path, cookie, left_out, seconds) for who, path, cookie, *left_out in looking
        ]
    return tell(passes, seconds)


def prove_rules() -> None:
    """Each rule finds the wrong code that is written for it, or it is not believed."""
    wrong = (ROOT / RULES / "wrong.txt").read_text(encoding="utf-8").split("== ")[1:]
    with tempfile.TemporaryDirectory() as folder:
        for section in wrong:
            title, _, code = section.partition("\n")
            rule, path = title.split()
            file = (Path(folder) / path).with_stem(rule)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(code, encoding="utf-8")
        found, _command = semgrep(Path(folder))
    noticed = {each.what for each in found if Path(each.where.partition(":")[0]).stem == each.what}
    if blind := sorted(set(rules()) - noticed):
        sys.exit(f"Wrong code is not found by, or not written for: {', '.join(blind)}.")


def rules() -> list[str]:
    """The names of our rules."""
    text = (ROOT / RULES / "house.yml").read_text(encoding="utf-8")
    return re.findall(r"^  - id: (\S+)", text, re.MULTILINE)


def semgrep(where: Path) -> tuple[list[Finding], str]:
    """What our rules find below a folder. A file that cannot be read is a finding."""
    command = [
        str(CODE / "semgrep"), "scan", "--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet", "--json",
        "--project-root", ".", "--config", str(ROOT / RULES / "house.yml"), "src",
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)
    said = json.loads(ran.stdout)
    found = [
        Finding("semgrep", each["check_id"].rpartition(".")[2], f"{each['path']}:{each['start']['line']}")
        for each in said["results"]
    ]
    found += [Finding("semgrep", "not read", str(error.get("path"))) for error in said["errors"]]
    return found, shlex.join(command)


def look_by_rules() -> Pass:
    found, command = semgrep(ROOT)
    return Pass("semgrep", command, f"{len(rules())} rules of ours, each shown its wrong code first", found)


def look_by_bandit() -> Pass:
    command = [str(CODE / "bandit"), "--recursive", "src", "--quiet", "--format", "json"]
    said = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout)
    found = [
        Finding("bandit", each["test_id"], f"{each['filename']}:{each['line_number']}")
        for each in said["results"]
    ]
    found += [Finding("bandit", "not read", error["filename"]) for error in said["errors"]]
    lines = said["metrics"]["_totals"]["loc"]
    return Pass("bandit", shlex.join(command), f"{lines} lines of code", found)


@contextlib.contextmanager
def demo_house() -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """A new demo house in build/scan, open as long as it is looked at; its address and logins by role."""
    home = MADE / "house"
    shutil.rmtree(
        home, ignore_errors=True
    )  # a walk presses every button: what it left is no house to look at
    home.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    noted = home / "run.json"
    command = [sys.executable, "-m", "comptoir.cli.main", "run"]
    environment = {**os.environ, "COMPTOIR_HOME": str(home), "PORT": str(port)}
    with (MADE / "house.log").open("w") as log:
        house = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while not noted.exists():
                if house.poll() is not None:
                    sys.exit(f"The house does not open: {MADE / 'house.log'} says why.")
                time.sleep(1)
            run = json.loads(noted.read_text(encoding="utf-8"))
            yield run["url"], {login["role"]: login for login in reversed(run["logins"])}
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(timeout=60)


def visitors(url: str, logins: dict[str, dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """Who looks: name, the folder they walk, their cookies, and what they leave alone so as to stay signed in."""
    yield "stranger", "/en-fr/", ""
    login = logins["customer"]
    keys = {"email": login["email"], "password": login["password"]}
    account = f"{url}/en-fr/account"
    yield "customer", "/en-fr/account/", signed_in((f"{account}/sign-in/", keys)), f"{account}/sign-out/"
    login = logins["advisor"]
    keys = {"email": login["email"], "password": login["password"]}
    code = {"code": code_at(secret=login["totp_secret"], at=clock.real_now())}
    desk = f"{url}/desk"
    cookie = signed_in((f"{desk}/sign-in/", keys), (f"{desk}/sign-in/code/", code))
    yield "advisor", "/desk/", cookie, f"{desk}/sign-out/", f"{desk}/sign-in/*"


def signed_in(*forms: tuple[str, dict[str, str]]) -> str:
    """The cookies of a browser that filled in these forms."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    for address, typed in forms:
        page = browser.open(address).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = {**typed, "csrfmiddlewaretoken": token[1] if token else ""}
        went = browser.open(address, urllib.parse.urlencode(form).encode())
        if went.url.split("?")[0] == address:
            sys.exit(f"Nobody could sign in at {address}.")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def walk(url: str, who: str, path: str, cookie: str, left_out: list[str], seconds: int) -> Pass:
    """Wapiti's walk as one of them."""
    report = MADE / f"wapiti-{who}.json"
    report.unlink(missing_ok=True)
    command = [
        str(WEB / "wapiti"), "--url", f"{url}{path}", "--scope", "folder", "--module", MODULES, "--depth", "5",
        "--max-links-per-page", "60", "--max-files-per-dir", "25", "--max-scan-time", str(seconds),
        "--max-attack-time", str(max(seconds // 10, 10)), "--tasks", "4", "--timeout", "10", "--flush-session",
        "--external-endpoint", f"http://{NOWHERE}/", "--dns-endpoint", NOWHERE, "--verbose", "1",
        "--store-session", str(MADE / "wapiti"), "--no-bugreport", "--format", "json", "--output", str(report),
        *(part for one in left_out for part in ("--exclude", one)),
    ]  # fmt: skip
    hidden = ["--cookie-value", cookie] if cookie else []
    said_aloud = MADE / f"wapiti-{who}.log"
    with said_aloud.open("w") as log:
        subprocess.run([*command, *hidden], cwd=MADE, stdout=log, stderr=log, check=False)
    shown = shlex.join(command) + (" --cookie-value …" if cookie else "")
    if not report.exists():
        return Pass(
            "wapiti",
            shown,
            f"as {who}",
            [Finding("wapiti", "no report", f"{who}: {said_aloud.name} may say why")],
        )
    said = json.loads(report.read_text(encoding="utf-8"))
    found = [
        Finding("wapiti", what, f"{who}: {each['method']} {each['path']} {each['parameter'] or ''}".rstrip())
        for kind in ("vulnerabilities", "anomalies")
        for what, each_of in said[kind].items()
        for each in each_of
    ]
    if cookie and not opens(f"{url}{path}", cookie):
        found.append(Finding("wapiti", "signed out", f"{who}: on the way"))
    reach = f"as {who}: {said['infos']['crawled_pages_nbr']} addresses and forms"
    told = said_aloud.read_text(encoding="utf-8")
    if "Max scan time was reached" in told:
        reach += ", and time for no more"
    if cut := re.findall(r"Max attack time was reached for module (\w+)", told):
        reach += f"; not through with all of them: {', '.join(cut)}"
    return Pass("wapiti", shown, reach, found)


def opens(address: str, cookie: str) -> bool:
    """Whether these cookies still open a page, and not the one for signing in."""
    browser = urllib.request.build_opener()
    browser.addheaders = [("Cookie", cookie)]
    try:
        with browser.open(address) as answer:
            return str(answer.url) == address
    except urllib.error.HTTPError:
        return False


def inject(url: str, who: str, address: str, cookie: str, seconds: int) -> Pass:
    """Sqlmap at the parameters of one address."""
    command = [
        str(WEB / "sqlmap"), "--url", f"{url}{address}", "--batch", "--level", "1", "--risk", "1", "--dbms", "PostgreSQL",
        "--threads", "4", "--timeout", "10", "--flush-session", "--disable-coloring", "--output-dir", str(MADE / "sqlmap"),
        "--time-limit", str(seconds),
    ]  # fmt: skip
    hidden = ["--cookie", cookie] if cookie else []
    said = subprocess.run([*command, *hidden], cwd=MADE, capture_output=True, text=True, check=False).stdout
    with (MADE / "sqlmap.log").open("a", encoding="utf-8") as log:
        log.write(f"== {who} {address}\n{said}\n")
    injected = re.findall(r"^Parameter: (\S+)", said, re.MULTILINE)
    held = re.findall(r"parameter '(\S+)' does not seem to be injectable", said)
    missed = [name for name in parameters(address) if name not in {*injected, *held}]
    found = [Finding("sqlmap", "injection", f"{who}: {address.split('?')[0]} {name}") for name in injected]
    found += [Finding("sqlmap", "not through", f"{who}: {address.split('?')[0]} {name}") for name in missed]
    shown = shlex.join(command) + (" --cookie …" if cookie else "")
    return Pass(
        "sqlmap", shown, f"as {who}: {len(held)} of {len(parameters(address))} parameters hold", found
    )


def parameters(address: str) -> list[str]:
    """The names of what is asked there."""
    return list(urllib.parse.parse_qs(address.partition("?")[2]))


def tell(passes: list[Pass], seconds: int) -> int:
    """Write the page; 1 when a finding is not explained or an explanation is not needed."""
    explained = tomllib.loads((ROOT / "tools/scan.toml").read_text(encoding="utf-8"))["explained"]
    used, open_ones, lines = set(), [], []
    for each in passes:
        lines += [f"{each.tool}, {each.reach}", f"  {each.command}".replace(f"{ROOT}/", "")]
        reasons: dict[str, list[str]] = {}
        for finding in each.found:
            why = next((n for n, known in enumerate(explained) if fits(known, finding)), None)
            if why is None:
                open_ones.append(finding)
                lines.append(f"  NOT EXPLAINED {finding.what}, {finding.where}")
            else:
                used.add(why)
                reasons.setdefault(f"{finding.what}: {explained[why]['why']}", []).append(finding.where)
        lines += [f"  {len(places)} × {reason}" for reason, places in reasons.items()]
        left = sum(finding in open_ones for finding in each.found)
        said = f"{left} not explained" if left else "all explained" if each.found else "nothing found"
        lines += [f"  verdict: {said}", ""]
    idle = [known for n, known in enumerate(explained) if n not in used]
    lines += [f"An explanation that nothing needs: {known['tool']} {known['what']}" for known in idle]
    now = clock.real_now()
    head = [f"{commit()}, {now:%Y-%m-%d}: python tools/scan.py --seconds {seconds}", versions(), ""]
    page = "\n".join([*head, *lines]).rstrip() + "\n"
    (ROOT / "docs/proof/scan.txt").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    return 1 if open_ones or idle else 0


def fits(known: dict[str, object], finding: Finding) -> bool:
    """Whether an explanation is of this finding."""
    where = known["where"]
    return (
        (known["tool"], known["what"]) == (finding.tool, finding.what)
        and isinstance(where, list)
        and any(finding.where.startswith(str(beginning)) for beginning in where)
    )


def commit() -> str:
    named = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return named.stdout.strip()


def versions() -> str:
    """The tools with their versions, as their lock files have them."""
    locks = "".join(
        (ROOT / f"requirements/scan-{name}.lock").read_text(encoding="utf-8") for name in ("code", "web")
    )
    return ", ".join(re.findall(r"^((?:bandit|semgrep|sqlmap|wapiti3)==\S+)", locks, re.MULTILINE))


if __name__ == "__main__":
    sys.exit(main())
