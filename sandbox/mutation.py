"""Mutations of page bytes for fuzzing: what broken editors, cut transfers and hostile hands do to a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Mutator = Callable[[bytes, Random], bytes]


def _flip_bytes(body: bytes, rng: Random) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.randint(1, 20)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _drop_slice(body: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(body))
    return body[:start] + body[start + rng.randint(1, 4000) :]


def _repeat_slice(body: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(body))
    return body[:start] + body[start : start + rng.randint(1, 3000)] * rng.randint(2, 12) + body[start:]


def _insert_noise(body: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(body))
    return body[:start] + rng.randbytes(rng.randint(1, 400)) + body[start:]


def _cut(body: bytes, rng: Random) -> bytes:
    return body[: rng.randrange(1, len(body))]


def _drop_tags(body: bytes, rng: Random) -> bytes:
    """Some of the tags vanish."""
    share = rng.choice((0.01, 0.1, 0.5))
    return re.sub(rb"<[^<>]{1,300}>", lambda tag: b"" if rng.random() < share else tag.group(), body)


def _swap_tags(body: bytes, rng: Random) -> bytes:
    """Some tags become other tags."""
    others = b"<td> </td> <tr> </tr> <table> </table> <div> </div> <p> <form> <script>".split()
    return re.sub(rb"</?(?:td|tr|table|div|p|span)\b[^<>]{0,200}>",
                  lambda tag: rng.choice(others) if rng.random() < 0.03 else tag.group(), body)  # fmt: skip


def _wild_spans(body: bytes, rng: Random) -> bytes:
    """Row and column spans beyond all reason."""
    values = (b"0", b"-1", b"65535", b"1000000000", b"3.5", b"x", b"%d" % rng.randint(2, 60))
    return re.sub(rb'(row|col)span="\d+"', lambda span: span.group(1) + b'span="' + rng.choice(values) + b'"', body)


def _deep_nest(body: bytes, rng: Random) -> bytes:
    tag = rng.choice((b"div", b"table", b"span", b"b", b"blockquote", b"form", b"table><tr><td"))
    start = body.find(b"<body")
    return body[:start] + b"<body>" + (b"<" + tag + b">") * rng.randint(100, 3000) + body[start:]


def _many_cells(body: bytes, rng: Random) -> bytes:
    """A wide and long table beside the others."""
    row = b"<tr>" + b"<td colspan=9 rowspan=9>1</td>" * rng.randint(50, 400) + b"</tr>"
    return body.replace(b"</table>", b"</table><table>" + row * rng.randint(5, 40) + b"</table>", 1)


def _change_digits(body: bytes, rng: Random) -> bytes:
    """Figures change; the page stays well formed."""

    def change(cell: re.Match[bytes]) -> bytes:
        return b">%d<" % rng.randint(0, 10**9) if rng.random() < 0.05 else cell.group()

    return re.sub(rb">\d+<", change, body)


def _long_run(body: bytes, rng: Random) -> bytes:
    """One text without an end: spaces, digits, brackets, numerals or full stops, for expressions that backtrack."""
    runs = (" ", "　", "1", "(", "一、", "（一）", "0.", "年", ">", "&nbsp;", "第二十条第", "索引号：")
    start = rng.randrange(len(body))
    return body[:start] + (rng.choice(runs) * rng.randint(1000, 30_000)).encode() + body[start:]


def _claims(body: bytes, rng: Random) -> bytes:
    """The declaration of the charset says something else."""
    names = (b"utf-7", b"x-user-defined", b"big5", b"utf-16", b"nonsense", b"gb2312", b"shift_jis", b"")
    return re.sub(rb"charset=[\w-]+", b"charset=" + rng.choice(names), body)


def _wide(body: bytes, rng: Random) -> bytes:
    """The same text in UTF-16 or with NUL bytes in between."""
    text = body.decode("utf-8", "replace")
    return rng.choice((text.encode("utf-16"), text.encode("utf-16-le"), body.replace(b"<", b"\x00<")))


def _shuffle_lines(body: bytes, rng: Random) -> bytes:
    lines = body.split(b"\n")
    rng.shuffle(lines)
    return b"\n".join(lines)


def _unquote(body: bytes, rng: Random) -> bytes:
    """Quotation marks and comment ends go missing."""
    mark = rng.choice((b'"', b"-->", b"'", b">", b"</script>", b"</style>"))
    parts = body.split(mark)
    cut = rng.randrange(len(parts))
    return mark.join(parts[:cut]) + mark.join(parts[cut:])


MUTATORS: tuple[Mutator, ...] = (
    _flip_bytes, _drop_slice, _repeat_slice, _insert_noise, _cut, _drop_tags, _swap_tags, _wild_spans, _deep_nest,
    _many_cells, _change_digits, _long_run, _claims, _wide, _shuffle_lines, _unquote,
)  # fmt: skip
#: a mutated page is no longer than this
LIMIT = 1_000_000


def mutate(body: bytes, rng: Random) -> tuple[bytes, str]:
    """A body after one to three mutations, and their names."""
    names = []
    for _ in range(rng.randint(1, 3)):
        mutator = rng.choice(MUTATORS)
        names.append(mutator.__name__.removeprefix("_"))
        body = (mutator(body, rng) or b" ")[:LIMIT]
    return body, " + ".join(names)
