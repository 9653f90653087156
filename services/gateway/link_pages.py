"""The pages that links in mails lead to: accept an invitation, choose a new password, confirm an address.

The secret stands behind the `#` of the link, so it never reaches a server in an address; a small script puts it into the body of a request
and takes it out of the browser's history. Everything said stands in the page, so that the script holds no words.
"""

import functools
from collections.abc import Mapping
from html import escape
from typing import Final

import falcon.asgi
from babel.messages.pofile import read_po

from contracts.errors import NotFound
from contracts.roles import ROLES
from services.gateway.languages import CATALOGUES, wanted

CSP: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
PAGE: Final = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} – {network}</title>
<link rel="stylesheet" href="/static/links.css">
<script src="/static/links.js" defer></script>
</head>
<body>
<main data-kind="{kind}">
<p class="network">{network}</p>
<h1>{title}</h1>
<noscript><p>{no_script}</p></noscript>
<p role="alert" id="trouble" data-no-token="{no_token}" data-away="{away}" hidden></p>
<p role="status" id="done" hidden></p>
{body}
</main>
</body>
</html>
"""
FIELD: Final = '<p><label for="{id}">{label}</label><input id="{id}" name="{name}" type="{type}" autocomplete="{fill}"{more}></p>'
FORM: Final = '<form id="{id}" data-done="{done}" hidden>{fields}<p><button>{button}</button></p></form>'

NEW_PASSWORD: Final = ("password", "new_password", "password", "new-password", ' required minlength="12" maxlength="128"')
FORMS: Final[Mapping[str, tuple[tuple[str, tuple[tuple[str, str, str, str, str], ...]], ...]]] = {
    "invitation": (
        ("create_account", (("name", "name", "text", "name", ' required maxlength="200"'), NEW_PASSWORD)),
        (
            "sign_in",
            (
                ("password", "password", "password", "current-password", ' required maxlength="128"'),
                ("code", "code", "text", "one-time-code", ' maxlength="40" inputmode="numeric"'),
            ),
        ),
        ("accept", ()),
        ("decline", ()),
    ),
    "password-reset": (("reset", (NEW_PASSWORD,)),),
    "email-confirmation": (("confirm", ()),),
}
"""The forms of each page, with their fields: name, word, type, what the browser fills in, and what it checks."""


@functools.cache
def words(language: str) -> Mapping[str, str]:
    """What the pages say, by key."""
    with (CATALOGUES / language / "LC_MESSAGES" / "links.po").open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source, locale=language) if entry.id and entry.string}


@functools.cache
def page(kind: str, language: str) -> str:
    said = {key: escape(text) for key, text in words(language).items()}
    direction = "rtl" if language == "ar" else "ltr"
    body = _asked(said) if kind == "invitation" else f"<p>{said[f'{kind}.lead']}</p>"
    shared = {name: said[name] for name in ("network", "no_script", "no_token", "away")}
    forms = "".join(_form(kind, form, fields, said) for form, fields in FORMS[kind])
    return PAGE.format(kind=kind, language=language, direction=direction, title=said[f"{kind}.title"], body=body + forms, **shared)


def _asked(said: Mapping[str, str]) -> str:
    """What somebody is invited to; the script fills in which role and where."""
    roles = "".join(f'<option value="{role}">{said[f"role.{role}"]}</option>' for role in ROLES)
    return (
        f'<p id="asked" hidden>{said["invitation.lead"]} <strong id="role"></strong> <bdi id="where"></bdi></p>'
        f'<datalist id="roles">{roles}</datalist>'
        f'<p id="another" hidden>{said["invitation.another"]}</p>'
    )


def _form(kind: str, form: str, fields: tuple[tuple[str, str, str, str, str], ...], said: Mapping[str, str]) -> str:
    inputs = "".join(
        FIELD.format(id=f"{form}-{name}", name=name, label=said[f"field.{word}"], type=type_, fill=fill, more=more)
        for name, word, type_, fill, more in fields
    )
    return FORM.format(id=form, fields=inputs, button=said[f"{kind}.{form}"], done=said[f"{kind}.{form}.done"])


class LinkPages:
    """`/links/invitation` and its neighbours, in the language the browser wishes."""

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, kind: str) -> None:
        if kind not in FORMS:
            raise NotFound("not_found", "there is no such page")
        language = wanted(req.get_header("Accept-Language"))
        resp.text = page(kind, language)
        resp.content_type = "text/html; charset=utf-8"
        resp.set_header("content-language", language)
        resp.set_header("vary", "Accept-Language")
        resp.set_header("content-security-policy", CSP)
        resp.set_header("referrer-policy", "no-referrer")
        resp.set_header("cache-control", "no-store")

    on_head = on_get
