"""The rules of the house as functions: texts in, complaints out. No rule reads a file or the network itself,
so that each can be shown to bite on a made-up bad example."""

import re
import tomllib
from collections.abc import Iterable, Mapping

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

MAX_LINES = 400

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)

Pins = dict[NormalizedName, Version]


def pins(lock: str) -> Pins:
    """What a lock file pins."""
    return {canonicalize_name(name): Version(version) for name, version in PIN.findall(lock)}


def wanted(pyproject: str, *, extras: bool) -> list[Requirement]:
    """What pyproject.toml asks for: to run and to build, and with its extras when they are counted."""
    data = tomllib.loads(pyproject)
    texts: list[str] = [*data["project"]["dependencies"], *data["build-system"]["requires"]]
    if extras:
        texts += [text for group in data["project"]["optional-dependencies"].values() for text in group]
    return [Requirement(text) for text in texts]


def lock_complaints(requirements: Iterable[Requirement], lock: str) -> list[str]:
    """A lock names no host, has a hash for each pin, and pins what is asked for within its bounds."""
    found = pins(lock)
    out = ["names a host (://)"] if "://" in lock else []
    for part in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        if "--hash=sha256:" not in part:
            out.append(f"no hash: {part.splitlines()[0] if part else 'the file is empty'}")
    for requirement in requirements:
        version = found.get(canonicalize_name(requirement.name))
        if version is None:
            out.append(f"missing: {requirement}")
        elif not requirement.specifier.contains(version, prereleases=True):
            out.append(f"too old or too new: {requirement.name} {version}, wanted {requirement.specifier}")
    return out


def leftovers(
    requirements: Iterable[Requirement], lock: str, needs: Mapping[NormalizedName, Iterable[str]]
) -> list[str]:
    """Pins that nothing asks for any more. `needs` says what each installed package asks for; a pin that is
    not installed here (another system's) is taken on trust."""
    reached: set[NormalizedName] = set()
    waiting = [canonicalize_name(requirement.name) for requirement in requirements]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [canonicalize_name(Requirement(text).name) for text in needs.get(name, ())]
    return sorted(name for name in pins(lock) if name in needs and name not in reached)


def too_long(text: str) -> bool:
    return len(text.splitlines()) > MAX_LINES


def anchor(heading: str) -> str:
    """The name by which a heading of a page can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links(page: str) -> list[str]:
    """The links of a Markdown page, pictures too, code left out."""
    return LINK.findall(CODE.sub("", page))


def anchors(page: str) -> set[str]:
    return {anchor(heading) for heading in HEADING.findall(CODE.sub("", page))}
