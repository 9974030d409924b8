"""Two programs written from docs/protocol.md call each other, and hear each other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from client import Refused, Rest
from server import Server

calls = pytest.importorskip("calls", reason="calls need aiortc")

PASSWORD = "orvale-demo"


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), timeout=120))


def party(server: Server, username: str) -> Any:
    rest = Rest(server.base)
    rest.log_in(username, PASSWORD)
    return calls.Party(rest, device=f"{username}-python")


def conversation(rest: Rest, other: str) -> int:
    return rest.call("POST", "/api/chat/direct", {"userIds": [other]})["id"]


def test_a_call_is_answered_and_heard(server: Server) -> None:
    async def scenario() -> None:
        async with party(server, "alice") as alice, party(server, "bob") as bob:
            channel = await asyncio.to_thread(conversation, alice.rest, "bob")
            made = await alice.ask("call_initiate", channelId=channel, callType="audio")
            rings = await bob.event("incoming_call")
            assert (rings["sessionId"], rings["caller"]) == (made["sessionId"], "alice")
            bob.call = rings["sessionId"]
            reply = await bob.ask("call_accept")
            assert reply["mode"] == "peer"
            others = [
                (person["user"], device["deviceId"])
                for person in reply["call"]["participants"]
                for device in person["devices"]
                if device["deviceId"] != bob.device
            ]
            assert others == [("alice", "alice-python")]
            await alice.event("call_accepted")
            await asyncio.gather(bob.offer(*others[0]), alice.answer())
            await asyncio.gather(alice.until_heard(25), bob.until_heard(25))

            muted = await bob.ask("call_update", muted=True, quality="excellent")
            assert muted["device"]["muted"]
            assert (await alice.event("call_participant_updated"))["device"]["muted"]
            await bob.ask("call_leave")
            ended = await alice.event("call_ended")
            assert (ended["status"], ended["endReason"]) == ("ended", "completed")
            await asyncio.gather(alice.hang_up(), bob.hang_up())
            history = alice.rest.call("GET", f"/api/chat/calls/history?channelId={channel}")
            latest = history["items"][0]
            assert (latest["sessionId"], latest["joined"]) == (made["sessionId"], ["alice", "bob"])
            with pytest.raises(Refused) as refusal:
                await bob.ask("call_join")
            assert refusal.value.code == "conflict"

    run(scenario)
