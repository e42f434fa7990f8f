"""Reports that portals publish as files: PDF, DOCX, DOC, WPS, RTF, XLSX, XLS, or an HTML page named like one.

Everything becomes a `reports.document.Document`, so the code that reads pages reads files. The libraries are an extra
(`pip install nianbao[attachments]`) and LibreOffice is optional; what is missing is a finding, never an exception.
"""

from __future__ import annotations

from reports.attachments.reading import read_attachment
from reports.attachments.sniffing import IMAGES, MEDIA_TYPES, sniff

__all__ = ["IMAGES", "MEDIA_TYPES", "read_attachment", "sniff"]
