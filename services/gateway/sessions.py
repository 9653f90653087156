"""Signing in and out: the one place where the gateway sets a cookie. The token itself never appears in a body."""

import time
from datetime import datetime

from services.gateway import auth
from services.gateway.http import Asked, Door, answer_with
from services.gateway.questions import ask, read


async def sign_in(asked: Asked, door: Door) -> None:
    request = await read(asked)
    answer = dict(await door.client.call(request, asked.context()))
    token = answer.pop("token")
    seconds = int(datetime.fromisoformat(answer["expires_at"]).timestamp() - time.time())
    answer_with(asked, answer)
    asked.resp.append_header("set-cookie", auth.session_cookie(token, max(0, seconds)))


async def change_own_account(asked: Asked, door: Door) -> None:
    """What we remember of the caller may be untrue afterwards: roles that wanted a second factor, the language."""
    await ask(asked, door)
    if asked.credential is not None:
        door.principals.forget_credential(asked.credential)


async def sign_out(asked: Asked, door: Door) -> None:
    request = await read(asked)
    await door.client.call(request, asked.context())
    if asked.credential is not None:
        door.principals.forget_credential(asked.credential)
    answer_with(asked, {})
    asked.resp.append_header("set-cookie", auth.ended_cookie())
