"""Whether a page is the publisher's own or a doctored copy; see docs/authenticity.md.

`judge` weighs a page, `clean` takes out what a contaminator put in, `findings` tells a reader of the report why.
"""

from __future__ import annotations

from reports.authenticity.cleaning import clean, clean_document
from reports.authenticity.comparison import GenuineReference
from reports.authenticity.judging import judge
from reports.authenticity.scoring import findings

__all__ = ["GenuineReference", "clean", "clean_document", "findings", "judge"]
