"""The sentences of a programme, read from its pack; a template holds words and places, never a rule."""

from string import Formatter

from pydantic import ValidationError

from domain.policy_text import name_of, read_texts, spot_of
from schemas.pack import PolicyError, PolicyProblem
from schemas.texts import Texts


def parse_texts(name: str, text: str) -> Texts:
    """Read one language; ``PolicyError`` names every problem by file, line and field."""
    tree, unreadable = read_texts({name: text})
    problems = list(unreadable)
    try:
        texts = Texts.model_validate(tree.tree)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = one["loc"]
            line = spot_of(path, tree).line
            problems.append(PolicyProblem(file=name, line=line, field=name_of(path), message=one["msg"]))
        raise PolicyError(tuple(problems)) from None
    if problems:
        raise PolicyError(tuple(problems))
    return texts


def places(template: str) -> frozenset[str]:
    """Name the places of a template, such as ``cluster`` and ``date``."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)
