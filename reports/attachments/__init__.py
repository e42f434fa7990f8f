"""Reports published as files: PDF, DOCX, DOC, XLSX, XLS, WPS, RTF to the document model of HTML."""
