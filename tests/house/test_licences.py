"""What we ship with must allow a public agency to run it."""

import re
from importlib.metadata import distribution

import pytest

from tests.house.tree import pins

ALLOWED = {"MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ISC"}

# Names that metadata uses for a licence before SPDX expressions were asked for.
OLD_NAMES = {
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "BSD License": "BSD",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def licences(name: str) -> set[str]:
    """The licences of an installed distribution: its SPDX expression, else its classifiers, else its free text."""
    metadata = distribution(name).metadata.json
    expression = metadata.get("license_expression")
    if expression:
        return set(re.split(r"\s+(?:AND|OR|WITH)\s+", str(expression).replace("(", "").replace(")", "")))
    classified = [c.rsplit(" :: ", 1)[-1] for c in metadata.get("classifier", []) if c.startswith("License ::")]
    stated = classified or [str(metadata.get("license", "not stated"))]
    return {OLD_NAMES.get(text.strip(), text.strip()) for text in stated}


@pytest.mark.parametrize("name", sorted(pins("embedded")))
def test_every_shipped_dependency_has_an_allowed_licence(name: str) -> None:
    """The allow-list is short on purpose: adding to it is a decision."""
    assert licences(name) <= ALLOWED
