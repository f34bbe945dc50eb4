"""Names of files that come from elsewhere: never a path, never one that a system gives a meaning of its own."""

from __future__ import annotations

import re
import unicodedata

MOST = 120
"""How many letters a name may have: systems allow 255 bytes, and a letter may be four."""

NAMELESS = "document"

_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
#: what a system runs, or lets run something, when it is opened
_RUNS = frozenset({
    "apk", "app", "appimage", "application", "bat", "bin", "chm", "cmd", "com", "command", "cpl", "deb", "desktop",
    "dll", "dmg", "docm", "dotm", "exe", "gadget", "hta", "htm", "html", "img", "inf", "ins", "iso", "jar", "js",
    "jse", "lnk", "mhtml", "msc", "msi", "msix", "msp", "ocx", "out", "pif", "pkg", "potm", "ppam", "ppsm", "pptm",
    "ps1", "psm1", "py", "pyw", "pyz", "reg", "rpm", "run", "scf", "scr", "sct", "service", "sh", "shb", "so", "svg",
    "svgz", "sys", "url", "vb", "vbe", "vbs", "vhd", "vhdx", "wasm", "website", "ws", "wsc", "wsf", "wsh", "xhtml",
    "xlam", "xlsb", "xlsm", "xltm", "xll",
})  # fmt: skip


def plain(name: str) -> str:
    """A name of a file as a name alone: without folders, signs that are not seen or that turn the direction of writing
    (which can make `fdp.exe` look like a PDF), and signs that some system does not allow.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .") or NAMELESS
    stem, dot, extension = name.rpartition(".")
    if len(name) > MOST:
        keep = f"{dot}{extension}" if stem and len(extension) <= 10 else ""
        name = name[: MOST - len(keep)].rstrip(" .") + keep
    return f"_{name}" if _DEVICES.match(name) else name


def runs(name: str) -> bool:
    """Whether a file of this name is a program, or may bring one: it is saved when a person wants it, never opened."""
    stem, _dot, extension = plain(name).rpartition(".")
    return extension.lower() in _RUNS or (not stem and name.startswith("."))
