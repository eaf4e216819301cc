"""The API's reference for people: one page made of the same schema that programs read, with no script in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

_REFUSAL = "RefusedOut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: what it takes beside its body, the name of its body's schema, and of each answer's by status."""

    method: str
    path: str
    group: str
    meaning: str
    parameters: tuple[tuple[str, str, str], ...]  # where, name, type
    body: str
    answers: tuple[tuple[str, str], ...]


class Reference(DocsBase):
    """Every call and every schema, on one page."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:
        """The page."""
        schema = api.get_openapi_schema(path_params=kwargs)
        groups: dict[str, list[Call]] = {}
        for call in _calls(schema["paths"]):
            groups.setdefault(call.group, []).append(call)
        shapes = {
            name: [
                (field, _type(shape), field in known.get("required", ())) for field, shape in fields.items()
            ]
            for name, known in sorted(schema["components"]["schemas"].items())
            if (fields := known.get("properties"))
        }
        context = {"groups": groups, "shapes": shapes, "title": api.title, "about": api.description}
        return render(request, "api/reference.html", context)


def _calls(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[Call]:
    for path, methods in paths.items():
        for method, known in methods.items():
            yield Call(
                method=method.upper(),
                path=path,
                group=known["tags"][0],
                meaning=known.get("description", ""),
                parameters=tuple(
                    (each["in"], each["name"], _type(each["schema"])) for each in known.get("parameters", ())
                ),
                body=_content(known.get("requestBody", {})),
                answers=tuple(
                    (status, name)
                    for status, answer in known["responses"].items()
                    if (name := _content(answer)) != _REFUSAL
                ),
            )


def _content(holder: Mapping[str, Any]) -> str:
    """The name of the schema of a body or an answer."""
    forms = [form["schema"] for form in holder.get("content", {}).values()]
    return _type(forms[0]) if forms else ""


def _type(shape: Mapping[str, Any]) -> str:
    """A field's type in a few words, with the names of the schemas in it."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " | ".join(map(_type, shape["anyOf"]))
    if "enum" in shape or "const" in shape:
        return " | ".join(f'"{word}"' for word in shape.get("enum", [shape.get("const")]))
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    return str(shape.get("format") or shape.get("type") or "any")
