"""Takes secret values out of text that a child printed, before anyone sees it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "(secret)"
SHORTEST = 6
"""Values under this many characters are refused by the secrets' reader: masking them would garble all text."""


class Redactor:
    """Replaces each known value, and its usual encodings, by ``(secret)``.

    Args:
        values: the plain values, e.g. every string in a decrypted secrets file.
    """

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._forms: list[str] = []
        self.add(values)

    def add(self, values: Iterable[str]) -> None:
        """Make further values known, from now on."""
        forms = set(self._forms)
        for value in values:
            if value:
                forms.update(_forms(value))
        # Longest first, so that a value inside another does not leave half of the longer one standing.
        self._forms = sorted(forms, key=lambda form: (-len(form), form))

    def __call__(self, text: str) -> str:
        """The text with every known form masked."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text


def _forms(value: str) -> set[str]:
    escaped = json.dumps(value)[1:-1]
    template = value.replace("${", "$${").replace("%{", "%%{")
    forms = {
        value,
        escaped,
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(escaped)[1:-1],
        json.dumps(template)[1:-1],
        json.dumps(template, ensure_ascii=False)[1:-1],
        template,
        quote(value, safe=""),
        quote(value),
        quote_plus(value),
        base64.b64encode(value.encode()).decode(),
        base64.urlsafe_b64encode(value.encode()).decode(),
        value.encode().hex(),
    }
    # A value of many lines is printed line by line, each possibly indented.
    forms.update(line.strip() for line in value.splitlines() if len(line.strip()) >= SHORTEST)
    # Go's JSON writer escapes these three where Python's does not.
    forms.update(
        form.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") for form in list(forms)
    )
    return {form for form in forms if len(form) >= min(SHORTEST, len(value))}
