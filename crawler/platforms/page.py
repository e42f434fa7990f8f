"""A fetched page as the platforms and the search see it: decoded text, and a tree that is parsed once and late."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import etree

_TEXT_OF = etree.XPath("string()", smart_strings=False)
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_JSONP = re.compile(r"^[\s;]*[\w.$]+\s*\((.*)\)[\s;]*$", re.DOTALL)


class FetchedPage:
    """One answer of a portal: address after redirects, decoded text, status, headers (names in lower case)."""

    def __init__(self, url: str, text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.url = url
        self.text = text
        self.status = status
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}

    @cached_property
    def tree(self) -> etree._Element | None:
        """The parsed page; None where there is nothing to parse."""
        if not self.text.strip():
            return None
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        # included files bring their own </body></html>; the parser would drop what follows, browsers do not
        text = _ENDS.sub("", self.text)
        try:
            return etree.fromstring(text.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:
            return None

    @cached_property
    def lowered(self) -> str:
        """The source in lower case."""
        return self.text.lower()

    @cached_property
    def json(self) -> Any:
        """The answer of an endpoint: JSON, or JSON in a callback; None where it is neither."""
        text = self.text.strip().lstrip("\ufeff")
        wrapped = _JSONP.match(text)
        for candidate in (text, wrapped.group(1) if wrapped else ""):
            if candidate[:1] in ("{", "["):
                try:
                    return json.loads(candidate)
                except ValueError:
                    continue
        return None

    @cached_property
    def base(self) -> str:
        """What relative links are resolved against."""
        tree = self.tree
        base = tree.find(".//base[@href]") if tree is not None else None
        href = (base.get("href") or "").strip() if base is not None else ""
        return urljoin(self.url, href) if href else self.url

    @cached_property
    def metas(self) -> dict[str, str]:
        """`<meta name>` in lower case -> content; the first that is not empty counts."""
        found: dict[str, str] = {}
        for meta in self.elements("meta"):
            name = (meta.get("name") or meta.get("property") or "").strip().lower()
            content = " ".join((meta.get("content") or "").split())
            if name and content and name not in found:
                found[name] = content
        return found

    @cached_property
    def title(self) -> str:
        tree = self.tree
        title = tree.find(".//title") if tree is not None else None
        return text_of(title) if title is not None else ""

    @cached_property
    def scripts(self) -> str:
        """All inline script text, joined by newlines."""
        return "\n".join(script.text for script in self.elements("script") if script.text)

    @cached_property
    def visible_text(self) -> str:
        """Text of the body without scripts and styles, white space removed."""
        tree = self.tree
        body = tree.find("body") if tree is not None else None
        if body is None:
            return ""
        parts: list[str] = []
        for element in body.iter(etree.Element):
            if element.tag not in ("script", "style") and element.text:
                parts.append(element.text)
            if element.tail:
                parts.append(element.tail)
        return "".join("".join(parts).split())

    def elements(self, *tags: str) -> Iterator[etree._Element]:
        """Iterate over the page's elements of these tags, in reading order."""
        tree = self.tree
        return tree.iter(*tags) if tree is not None else iter(())

    def has(self, *needles: str) -> bool:
        """Say whether the page's source holds any of the strings."""
        return any(needle in self.text for needle in needles)


def text_of(element: etree._Element) -> str:
    """All text below an element, runs of white space as one blank."""
    return " ".join(str(_TEXT_OF(element)).split())
