"""In which form a page gives its report: as published, or as one of the copies that portals make of it."""

from __future__ import annotations

import re
from enum import IntEnum

from reports.identity import in_simplified_script

#: `m.x.gov.cn`, `/m/…`, `/mobile/…`, `?isMobile=true`
_MOBILE = re.compile(
    r"//(?:m|wap|3g|mobile)\.|^[a-z]+://[^/]+(?:/[^?#]*)?/(?:m|wap|3g|mobile)/|[?&]is_?mobile=(?:true|1)\b",
    re.IGNORECASE,
)


class Form(IntEnum):
    """The smaller is followed where two pages give equally much."""

    PAGE = 0
    MOBILE = 1
    #: put into traditional script by a program
    TRADITIONAL = 2
    #: a list links straight to a PDF or Word file
    FILE = 3


#: as words of a reason
NAMES = {
    Form.PAGE: "the page itself",
    Form.MOBILE: "a page for mobile phones",
    Form.TRADITIONAL: "a copy in traditional script",
    Form.FILE: "a file",
}


def form_of(url: str, printed: str, *, is_file: bool) -> Form:
    """`printed` is the title and issuer that the page prints."""
    if is_file:
        return Form.FILE
    if in_simplified_script(printed) != printed:
        return Form.TRADITIONAL
    return Form.MOBILE if _MOBILE.search(url) else Form.PAGE
