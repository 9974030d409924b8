"""Two programs written from docs/protocol.md call each other, and hear each other."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from client import Refused, Rest
from server import Server

calls = pytest.importorskip("calls", reason="calls need aiortc")

# aiortc brings it along.
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.serialization import (  # noqa: E402
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID  # noqa: E402

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


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of localhost, which nobody has signed but itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private.write_bytes(key.private_bytes(*form))
    return chain, private


@pytest.mark.parametrize(
    "relay", ["turn:…?transport=udp", "turn:…?transport=tcp", "turns:…?transport=tcp"]
)
def test_two_hear_each_other_through_the_relay(
    relay: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, private = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    listen = ["--turn-listen", "127.0.0.1:0", "--turn-tls-listen", "127.0.0.1:0"]
    files = ["--turn-tls-cert", str(chain), "--turn-tls-key", str(private)]
    server = Server(tmp_path, *listen, *files, "--turn-host", "localhost")
    server.start()

    async def scenario() -> None:
        async with party(server, "alice") as alice, party(server, "bob") as bob:
            alice.relay = bob.relay = relay
            channel = await asyncio.to_thread(conversation, alice.rest, "bob")
            begun = await alice.ask("call_initiate", channelId=channel, callType="audio")
            bob.call = begun["sessionId"]
            await bob.ask("call_accept")
            await asyncio.gather(bob.offer("alice", alice.device), alice.answer())
            assert alice.candidates() == bob.candidates() == {"relay"}
            await asyncio.gather(alice.until_heard(25), bob.until_heard(25))
            await bob.ask("call_leave")
            await asyncio.gather(alice.hang_up(), bob.hang_up())

    try:
        run(scenario)
    finally:
        server.stop()


def test_two_who_cannot_reach_each_other_hear_each_other_through_the_server(server: Server) -> None:
    async def scenario() -> None:
        async with party(server, "alice") as alice, party(server, "bob") as bob:
            channel = await asyncio.to_thread(conversation, alice.rest, "bob")
            begun = await alice.ask("call_initiate", channelId=channel, callType="audio")
            bob.call = begun["sessionId"]
            assert (await bob.ask("call_accept"))["mode"] == "peer"
            await bob.ask("call_update", unreachable=True)
            for one in (alice, bob):
                assert (await one.event("call_moved"))["to"] == "sfu"
            await asyncio.gather(alice.send_to_server(), bob.send_to_server())
            await alice.until_heard_from(["bob"], 25)
            await bob.until_heard_from(["alice"], 25)
            await bob.ask("call_leave")
            await asyncio.gather(alice.hang_up(), bob.hang_up())

    run(scenario)


SECOND = 50
"""Frames of sound in a second."""


@contextlib.asynccontextmanager
async def call_of_three(server: Server) -> AsyncIterator[tuple[Any, Any, Any]]:
    """alice, bob and carol send to the server, and hear each other. The conversation is alice's channel."""
    names = ["alice", "bob", "carol"]
    async with (
        party(server, "alice") as alice,
        party(server, "bob") as bob,
        party(server, "carol") as carol,
    ):
        made = await over_rest(alice, "POST", "/channels", {"name": "calling", "type": "private"})
        alice.channel = made["id"]
        for name in names[1:]:
            await over_rest(alice, "POST", f"/channels/{made['id']}/members", {"userId": name})
        begun = await alice.ask("call_initiate", channelId=made["id"], callType="audio")
        bob.call = carol.call = begun["sessionId"]
        assert (await bob.ask("call_join"))["mode"] == "peer"
        reply = await carol.ask("call_join")
        assert (reply["mode"], reply["forwarded"]) == ("sfu", False)
        for one in (alice, bob):
            assert (await one.event("call_moved"))["to"] == "sfu"
        parties = (alice, bob, carol)
        await asyncio.gather(*(one.send_to_server() for one in parties))
        for one, name in zip(parties, names, strict=True):
            await one.until_heard_from([other for other in names if other != name], 25)
        yield parties
        await asyncio.gather(*(one.hang_up() for one in parties))


async def over_rest(one: Any, method: str, path: str, body: object = None) -> Any:
    return await asyncio.to_thread(one.rest.call, method, f"/api/chat{path}", body)


async def hears_no_more(listener: Any, silent: str, other: str) -> None:
    """Within a second of sound of somebody else nothing comes any more, whatever the other client sends."""
    await listener.until_heard_from([other], SECOND)
    before = listener.heard_from[silent]
    await listener.until_heard_from([other], SECOND // 2)
    assert listener.heard_from[silent] == before


def test_three_hear_each_other_through_the_server(server: Server) -> None:
    async def scenario() -> None:
        async with call_of_three(server) as (alice, bob, carol):
            # This client goes on sending.
            await bob.ask("call_update", muted=True)
            await hears_no_more(carol, "bob", other="alice")
            for _ in range(20):
                await bob.ask("call_update", muted=False)
                await asyncio.gather(*(one.until_heard_from(["bob"], 5) for one in (alice, carol)))
                await bob.ask("call_update", muted=True)
            await bob.ask("call_leave")
            assert (await alice.event("call_moved"))["to"] == "peer"
            await alice.ask("call_end")

    run(scenario)


def test_nobody_hears_a_client_that_ignores_being_removed(server: Server) -> None:
    async def scenario() -> None:
        async with call_of_three(server) as (alice, bob, carol):
            await over_rest(alice, "DELETE", f"/channels/{alice.channel}/members/bob")
            await hears_no_more(carol, "bob", other="alice")
            # Nor does it hear anybody.
            before = bob.heard_from.total()
            await carol.until_heard_from(["alice"], SECOND // 2)
            assert bob.heard_from.total() == before
            assert bob.peer is not None and bob.peer.connectionState != "new"

    run(scenario)
