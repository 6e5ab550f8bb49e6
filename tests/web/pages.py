"""Reading pages as a browser does, and the forms on them."""

from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

FORBIDDEN_ATTRIBUTES = ("style", "onclick", "onsubmit", "onload")


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page as a tree; `errors` are what the HTML standard objects to."""

    root: Element
    errors: list[str]

    def find_all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of this tag that have all of these attributes."""
        return [
            one
            for one in self.root.iter(tag)
            if all(one.get(name.replace("_", "-")) == value for name, value in attributes.items())
        ]

    def text(self, tag: str = "body") -> str:
        """Return the words in the first element of a tag, with single spaces."""
        return " ".join("".join(self.find_all(tag)[0].itertext()).split())

    def fields(self, name: str) -> list[str]:
        """Return the values of all input fields of this name."""
        return [one.get("value", "") for one in self.find_all("input", name=name)]

    def hidden(self) -> list[tuple[str, str]]:
        """Return name and value of the hidden fields of the form that casts."""
        form = next(
            form
            for form in self.find_all("form", method="post")
            if form.get("action", "").endswith("/cast")
        )
        fields = [one for one in form.iter("input") if one.get("type") == "hidden"]
        return [(one.get("name", ""), one.get("value", "")) for one in fields]


def parse(answer: TestResponse) -> ParsedPage:
    """Parse an answer as HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(answer.get_data(as_text=True))
    return ParsedPage(root, [f"{place}: {name}" for place, name, _facts in parser.errors])


def find_faults(page: ParsedPage, language: str) -> list[str]:
    """Return what is wrong with any page: structure, ids, language, anything inline."""
    ids = Counter(one.get("id") for one in page.root.iter() if one.get("id"))
    faults = list(page.errors)
    faults += [f"id {id} stands there twice" for id, count in ids.items() if count > 1]
    faults += [f"{ref} refers to nothing" for ref in _find_references(page) if ref not in ids]
    if page.root.get("lang") != language:
        faults.append(f"language is {page.root.get('lang')}")
    if not page.text("title") or len(page.find_all("h1")) != 1:
        faults.append("a page has a title and one h1")
    if len(page.find_all("main")) != 1:
        faults.append("a page has one main")
    for one in page.root.iter():
        faults += [f"{one.tag} has {name}" for name in FORBIDDEN_ATTRIBUTES if name in one.attrib]
    faults += ["a script stands in the page" for one in page.find_all("script") if one.text]
    faults += ["a style stands in the page" for _one in page.find_all("style")]
    return faults


def _find_references(page: ParsedPage) -> list[str]:
    found = []
    for one in page.root.iter():
        for name in ("aria-describedby", "aria-labelledby", "for"):
            found += (one.get(name) or "").split()
        if one.tag == "a" and one.get("href", "").startswith("#"):
            found.append(one.get("href", "")[1:])
    return found
