"""A voter's browser without script: follows the real pages and their forms over one connection.

It knows no field by heart but the code's: forms are read from the pages, as a browser does.
"""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Self
from urllib.parse import quote, urlencode, urljoin

HTML = "application/x-www-form-urlencoded"
Fields = list[tuple[str, str]]


class PageUnexpected(Exception):
    """A page is not what a voter would see here: its address and status."""

    def __init__(self, path: str, status: int, why: str) -> None:
        super().__init__(f"{path}: {status}, {why}")


@dataclass(slots=True)
class PageForm:
    """A form of a page: where it goes, its fields, and the names of its buttons."""

    action: str
    fields: Fields = field(default_factory=list)
    buttons: set[tuple[str, str]] = field(default_factory=set)

    def has(self, name: str) -> bool:
        """Tell whether the form has a field of this name."""
        return any(known == name for known, _ in self.fields)

    def fill_in(self, values: Mapping[str, str]) -> Fields:
        """Return what is sent: the form's own fields, with some values filled in."""
        return [(name, values.get(name, value)) for name, value in self.fields]


class PageReader(HTMLParser):
    """Reads a page's forms and the slip codes of a receipt."""

    def __init__(self) -> None:
        """Begin with an empty page."""
        super().__init__()
        self.forms: list[PageForm] = []
        self.slips: list[str] = []
        self._within: list[str] = []
        self._open: PageForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a form, a field, a button, or the place of a slip code."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method") == "post":
            self._open = PageForm(values.get("action", ""))
            self.forms.append(self._open)
        elif tag == "input" and self._open is not None and "name" in values:
            self._open.fields.append((values["name"], values.get("value", "")))
        elif tag == "button" and self._open is not None and "disabled" not in values:
            self._open.buttons.add((values.get("name", ""), values.get("value", "")))
        elif tag == "li" and values.get("class", "").split()[:1] == ["slip"]:
            self._within = ["li"]
        elif tag == "code" and self._within == ["li"]:
            self._within.append("code")

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or the place of a slip code."""
        if tag == "form":
            self._open = None
        elif tag == "li":
            self._within = []
        elif tag == "code":
            self._within = self._within[:1]

    def handle_data(self, data: str) -> None:
        """Take in a slip code."""
        if self._within == ["li", "code"]:
            self.slips.append(data.strip())


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the server: where it was, its status, its place to go on, and its text."""

    path: str
    status: int
    location: str
    text: str

    def read(self) -> PageReader:
        """Return the forms and slip codes of the page."""
        reader = PageReader()
        reader.feed(self.text)
        reader.close()
        return reader

    def find_form(self, *names: str, button: str = "") -> PageForm:
        """Return the form that has all these fields, or a button of this name."""
        for form in self.read().forms:
            if all(form.has(name) for name in names) and (
                not button or any(known == button for known, _ in form.buttons)
            ):
                return form
        raise PageUnexpected(self.path, self.status, f"no form with {', '.join(names) or button}")


class VoterClient:
    """One connection that is kept open, and the cookies of one voter after another."""

    def __init__(self, host: str, port: int) -> None:
        """Connect when the first page is asked for."""
        self._connection = http.client.HTTPConnection(host, port, timeout=60)
        self._cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._connection.close()

    def vote(
        self, round_slug: str, area: str, code: str, rights: Mapping[str, int], language: str = "nl"
    ) -> list[str]:
        """Choose, look over, cast, and return the slip codes of the receipt.

        A code that has voted votes again: the voter says so on the page that asks. Raises
        PageUnexpected when a page is not what it should be.
        """
        self._cookies.clear()
        place = f"/{language}/{quote(round_slug)}/{quote(area)}"
        self._choose(f"{place}/plans", rights)
        page = self.get(f"{place}/look-over")
        form = page.find_form("code", "attempt")
        page = self.post(page.path, form.action, form.fill_in({"code": code}))
        if page.status == http.client.CONFLICT:
            form = page.find_form("code", "replaces")
            page = self.post(page.path, form.action, form.fill_in({}))
        slips = page.read().slips
        if page.status != http.client.OK or not slips:
            raise PageUnexpected(page.path, page.status, "no receipt")
        return slips

    def _choose(self, path: str, rights: Mapping[str, int]) -> None:
        page = self.get(path)
        form = page.find_form(button="plus")
        for initiative, count in rights.items():
            if ("plus", initiative) not in form.buttons:
                raise PageUnexpected(path, page.status, f"no button for {initiative}")
            for _ in range(count):
                answer = self.post(path, form.action, [("plus", initiative)])
                if answer.status != http.client.SEE_OTHER:
                    raise PageUnexpected(path, answer.status, "the choice was not kept")

    def get(self, path: str) -> Page:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, page: str, action: str, fields: Fields) -> Page:
        """Send a form of the page at path `page`."""
        return self._ask("POST", urljoin(page, action), urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self._cookies.items())}
        headers = headers if self._cookies else {}
        if body is not None:
            headers["Content-Type"] = HTML
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8")
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._take_cookie(line)
        return Page(path, answer.status, answer.headers.get("Location", ""), text)

    def _take_cookie(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel.value and morsel["max-age"] != "0":
                self._cookies[name] = morsel.value
            else:
                self._cookies.pop(name, None)
