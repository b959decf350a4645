"""YAML files of a policy pack read into one tree that remembers the line of every value.

Only plain YAML is taken: no anchors, aliases or tags, so a small file can neither grow into a large value nor build an
object. Scalars are text unless they are plainly null, a decimal integer, true or false.
"""

import re
from collections.abc import Iterator, Mapping

import yaml

from schemas.pack import PackText, Path, PolicyProblem, Spot

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 16
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same language, read faster where PyYAML came with its C library."""


def read_texts(files: Mapping[str, str]) -> tuple[PackText, tuple[PolicyProblem, ...]]:
    """Join the files, in order of name: a list goes on where the file before left off, any other field stands once."""
    text = PackText({}, {(): Spot(min(files, default="pack.yaml"), 1)})
    if "pack.yaml" in files:
        text.spots[()] = Spot("pack.yaml", 1)
    problems: list[PolicyProblem] = []
    for name in sorted(files):
        unreadable = tuple(_unreadable(name, files[name]))
        problems += unreadable
        if not unreadable:
            problems += _take_file(name, files[name], text)
    return text, tuple(problems)


def name_of(path: Path) -> str:
    """Write a path as people do: ``deadlines[3].anchor``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "(file)"


def spot_of(path: Path, text: PackText) -> Spot:
    """Find the line of a value; of one that is missing, the line of what should hold it."""
    while path not in text.spots:
        path = path[:-1]
    return text.spots[path]


def _unreadable(file: str, text: str) -> Iterator[PolicyProblem]:
    """Look at the events only: nothing is built before they are known to be plain."""
    if len(text) > MAX_CHARACTERS:
        yield _problem(file, 1, f"{len(text)} characters", f"at most {MAX_CHARACTERS}")
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                yield _problem(file, _line(event), f"nested deeper than {MAX_DEPTH}", "a flatter file")
                return
            if _is_not_plain(event):
                yield _problem(file, _line(event), "anchor, alias or tag", "every value written out")
                return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield _problem(file, mark.line + 1 if mark else 1, str(error.problem or error.context), "well-formed YAML")
    except yaml.YAMLError as error:
        yield _problem(file, 1, str(error), "well-formed YAML")


def _is_not_plain(event: yaml.Event) -> bool:
    """Tell whether it names itself, stands for another (an alias is an event with the other's name) or has a tag."""
    return isinstance(event, yaml.NodeEvent) and bool(event.anchor or getattr(event, "tag", None))


def _take_file(file: str, content: str, text: PackText) -> Iterator[PolicyProblem]:
    try:
        root = yaml.compose(content, Loader=LOADER)
    except yaml.YAMLError as error:
        yield _problem(file, 1, str(error), "one document")
        return
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        yield _problem(file, _line(root), "not a mapping", "fields such as 'deadlines:'")
        return
    for key, node in root.value:
        yield from _take_section(file, key, node, text)


def _take_section(file: str, key: yaml.Node, node: yaml.Node, text: PackText) -> Iterator[PolicyProblem]:
    if not isinstance(key, yaml.ScalarNode):
        yield _nameless(file, key, "(file)")
        return
    section, line = str(key.value), _line(key)
    before: list[object] = []
    if isinstance(node, yaml.SequenceNode) and isinstance(text.tree.get(section), list):
        before = text.tree[section]
    elif section in text.tree:
        first = text.spots[section,]
        yield _problem(file, line, f"given twice, first in {first.file}:{first.line}", "once", section)
        return
    path: Path = (section,)
    text.spots.setdefault(path, Spot(file, line))
    problems: list[PolicyProblem] = []
    value = _value(node, path, file, text.spots, problems, offset=len(before))
    text.tree[section] = [*before, *value] if isinstance(value, list) else value
    yield from problems


def _value(
    node: yaml.Node, path: Path, file: str, spots: dict[Path, Spot], problems: list[PolicyProblem], offset: int = 0
) -> object:
    """Turn a node into JSON values, noting the line of each; ``offset`` is where a list goes on."""
    spots.setdefault(path, Spot(file, _line(node)))
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, (*path, index), file, spots, problems) for index, item in enumerate(node.value, start=offset)
        ]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    values: dict[str, object] = {}
    for key, item in node.value:
        name = str(key.value)
        if not isinstance(key, yaml.ScalarNode):
            problems.append(_nameless(file, key, name_of(path)))
        elif name in values:
            first = spots[*path, name].line
            problems.append(
                _problem(file, _line(key), f"given twice, first on line {first}", "once", name_of((*path, name)))
            )
        else:
            spots[*path, name] = Spot(file, _line(key))
            values[name] = _value(item, (*path, name), file, spots, problems)
    return values


def _scalar(node: yaml.Node) -> object:
    """Read a quoted scalar as text, and a bare one as what it plainly is."""
    value = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return value
    if INTEGER.fullmatch(value):
        return int(value)
    return {"true": True, "false": False, "": None, "null": None, "~": None}.get(value, value)


def _nameless(file: str, key: yaml.Node, field: str) -> PolicyProblem:
    return _problem(file, _line(key), "a field's name is no list or mapping", "a word", field)


def _line(at: yaml.Node | yaml.Event) -> int:
    mark = at.start_mark
    return mark.line + 1 if mark is not None else 1


def _problem(file: str, line: int, message: str, expected: str, field: str = "(file)") -> PolicyProblem:
    return PolicyProblem(file=file, line=line, field=field, message=message, expected=expected)
