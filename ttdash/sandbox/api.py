"""The endpoints: a call in, an answer out. Nothing here knows sockets."""

import re
from dataclasses import replace

from ttdash.sandbox.answers import Answer, Call, ErrorEntry, Refusal, as_json, errors, nothing, page
from ttdash.sandbox.state import AccountState

LISTS = {"clients", "clients/", "projects", "projects/"}
ONE_CLIENT = re.compile(r"clients/([1-9][0-9]{0,17})")
EXTRA_HEADERS = {
    "ETag": 'W/"sandbox"',
    "X-Total-Count": "12",
    "X-RateLimit-Remaining": "99",
    "Set-Cookie": "session=sandbox; Path=/",
}


def answered(account: AccountState, call: Call) -> Answer:
    """Do what was asked, and say so; or say why not."""
    try:
        answer = _done(account, call)
    except Refusal as refused:
        answer = _refusal(account, refused)
    if account.switches.extra_headers:
        return replace(answer, headers=answer.headers | EXTRA_HEADERS)
    return answer


def _done(account: AccountState, call: Call) -> Answer:
    if account.switches.filter_by_user_agent and "Mozilla" not in call.headers.get("user-agent", ""):
        return page(403, "This page is for browsers.")
    _check_credentials(account, call)
    if call.path in LISTS:
        return _clients(account, call) if call.path.startswith("clients") else _projects(account, call)
    if match := ONE_CLIENT.fullmatch(call.path):
        return _client(account, call, int(match[1]))
    raise Refusal(404, ErrorEntry(10404, "There is nothing at this address."))


def _check_credentials(account: AccountState, call: Call) -> None:
    sent = call.headers.get("x-timetrack-api-key"), call.headers.get("x-timetrack-api-secret")
    if sent != (account.key, account.secret):
        raise Refusal(401, ErrorEntry(10401, "The API key or secret is not valid."))
    kind = call.headers.get("content-type", "").partition(";")[0].strip()
    if account.switches.content_type_required and kind != "application/json":
        raise Refusal(415, ErrorEntry(10415, "The Content-Type must be application/json."))


def _clients(account: AccountState, call: Call) -> Answer:
    if call.method == "GET":
        return as_json(account.listed(call.query))
    if call.method == "POST":
        return _created(account, account.create(call.body))
    raise _wrong_method(call)


def _client(account: AccountState, call: Call, number: int) -> Answer:
    if call.method == "GET":
        return _single(account, number)
    if call.method == "PUT":
        account.update(number, call.body)
        return _updated(account, number)
    if call.method == "DELETE":
        return _deleted(account, number)
    raise _wrong_method(call)


def _projects(account: AccountState, call: Call) -> Answer:
    if call.method == "GET":
        return as_json(account.listed_projects(call.query))
    raise _wrong_method(call)


def _single(account: AccountState, number: int) -> Answer:
    if number not in account.clients and account.switches.unknown_client != "404":
        return as_json(None if account.switches.unknown_client == "null" else [])
    account.known(number)
    row = account.shown(number)
    return as_json([row] if account.switches.single == "array" else row)


def _created(account: AccountState, number: int) -> Answer:
    kind, status = account.switches.created, account.switches.created_status
    if kind == "nothing":
        return nothing(status)
    if kind == "object":
        return as_json(account.shown(number), status)
    if kind == "array":
        return as_json([account.shown(number)], status)
    if kind == "id_object":
        return as_json({account.switches.id_key: number}, status)
    return as_json(number if kind == "id" else None, status)


def _updated(account: AccountState, number: int) -> Answer:
    kind, status = account.switches.updated, account.switches.updated_status
    if status == 204 or kind == "nothing":
        return nothing(status)
    row = account.shown(number)
    return as_json([row] if kind == "array" else row)


def _deleted(account: AccountState, number: int) -> Answer:
    account.known(number)
    kind, status, row = account.switches.deleted, account.switches.deleted_status, account.shown(number)
    account.delete(number)
    if status == 204 or kind == "nothing":
        return nothing(status)
    return as_json(row if kind == "object" else None)


def _wrong_method(call: Call) -> Refusal:
    return Refusal(405, ErrorEntry(10405, f"{call.method} is not possible here."))


def _refusal(account: AccountState, refused: Refusal) -> Answer:
    """An error in the shape that the switches ask for."""
    kind, problems = account.switches.errors, refused.problems[:1]
    if kind == "html":
        return page(refused.status, "TimeTrack could not do this.")
    if kind == "empty":
        return nothing(refused.status)
    if account.switches.error_list_has_several:
        alone = len(refused.problems) == 1
        problems = (
            (*refused.problems, ErrorEntry(15099, "The request was not carried out.")) if alone else refused.problems
        )
    return errors(refused.status, problems, sent_as=200 if kind == "ok" else None)
