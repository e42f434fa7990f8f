"""DOC, WPS, RTF and ODT through LibreOffice where the machine has it: converted to DOCX in a profile of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from reports.attachments.limits import MAX_SECONDS, UnreadableError

_PROGRAMS = ("soffice", "libreoffice")
#: no macros, no fetching of linked pictures: these files come from the network
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""  # noqa: E501


def find_program() -> str | None:
    """Path of LibreOffice's program, or None where the machine has none."""
    return next((path for path in map(shutil.which, _PROGRAMS) if path), None)


def to_docx(body: bytes, kind: str, *, seconds: float = MAX_SECONDS) -> bytes:
    """The file as DOCX; raises UnreadableError (`tool-missing`, `timeout`, `broken`)."""
    program = find_program()
    if program is None:
        message = f"reading {kind} files needs LibreOffice: install it (Debian: apt-get install libreoffice-writer)"
        raise UnreadableError("tool-missing", message)
    with tempfile.TemporaryDirectory(prefix="nianbao-office-") as folder:
        place = Path(folder)
        source = place / f"in.{kind}"
        source.write_bytes(body)
        _prepare_profile(place / "profile")
        output = _run(program, source, place, seconds)
        made = place / "out" / "in.docx"
        if not made.is_file():
            # it warns of what it runs without (Java) before it says what is wrong with the file
            reason = next((line for line in output.splitlines() if line.startswith("Error")), output)
            raise UnreadableError("broken", f"LibreOffice could not convert the {kind} file: {reason[:160]}")
        return made.read_bytes()


def _prepare_profile(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")


def _run(program: str, source: Path, place: Path, seconds: float) -> str:
    command = [
        program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(place / "out"), str(source),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(place)}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            # soffice is a script around soffice.bin: the whole group has to go
            os.killpg(process.pid, signal.SIGKILL)
            message = f"LibreOffice took longer than {seconds:.0f} s; the file was not read"
            raise UnreadableError("timeout", message) from error
    return output.decode("utf-8", "replace").strip()
