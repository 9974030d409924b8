"""A client written from docs/protocol.md talks, is cut off, comes back, and has missed nothing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import msgpack
import pytest
from client import SUB_PROTOCOL, Client, Gap, Refused, Rest, State, react
from server import Server
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

PASSWORD = "orvale-demo"


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), timeout=120))


def rest(server: Server, username: str) -> Rest:
    rest = Rest(server.base)
    rest.log_in(username, PASSWORD)
    return rest


def general(client: Client) -> int:
    return next(id for id, view in client.state.channels.items() if view["name"] == "general")


def texts(client: Client, channel: int) -> list[str]:
    return [message["text"] for message in client.state.timeline(channel)]


def up_to(state: State, other: State) -> bool:
    """Whether a state has come as far as another one."""
    return (
        all(state.positions.get(id, 0) >= seq for id, seq in other.positions.items())
        and state.user_position >= other.user_position
    )


async def same_state(one: Client, other: Client) -> None:
    await one.until(lambda state: up_to(state, other.state))
    await other.until(lambda state: up_to(state, one.state))
    assert one.state.durable() == other.state.durable()


def test_a_wrong_password_and_a_wrong_token_are_refused(server: Server) -> None:
    for username in ["alice", "nobody"]:
        with pytest.raises(Refused) as refusal:
            Rest(server.base).log_in(username, "wrong")
        assert refusal.value.code == "unauthenticated"

    async def scenario() -> None:
        ticket = rest(server, "alice").ticket()
        assert (await first_answer(server, ticket))[0] == 2
        for token in [ticket, "eyJhbGciOiJub25lIn0.e30."]:
            answer, code = await refused(server, token)
            assert (answer[0], answer[2]["code"], code) == (3, "unauthenticated", 4003)

    run(scenario)


async def first_answer(server: Server, token: str) -> list[Any]:
    async with socket(server) as opened:
        assert msgpack.unpackb(await opened.recv())[:2] == [0, "hello"]
        await opened.send(msgpack.packb([1, 1, "authenticate", {"token": token}]))
        return msgpack.unpackb(await opened.recv())


async def refused(server: Server, token: str) -> tuple[list[Any], int | None]:
    async with socket(server) as opened:
        await opened.recv()
        await opened.send(msgpack.packb([1, 1, "authenticate", {"token": token}]))
        answer = msgpack.unpackb(await opened.recv())
        with pytest.raises(ConnectionClosed):
            await opened.recv()
        return answer, opened.close_code


def socket(server: Server, **more: Any) -> connect:
    url = server.url.replace("http", "ws", 1) + "/api/chat/ws"
    return connect(url, **{"subprotocols": [SUB_PROTOCOL], "proxy": None, **more})


def test_what_is_no_frame_of_ours_is_refused(server: Server) -> None:
    async def scenario() -> None:
        for more, status in [({"subprotocols": ["chat"]}, 400), ({"origin": "https://evil.example"}, 403)]:
            with pytest.raises(InvalidStatus) as refusal:
                async with socket(server, **more):
                    pass
            assert refusal.value.response.status_code == status
        for nonsense in [b"", b"\xc1", msgpack.packb({"no": "array"}), msgpack.packb([4, 1]) + b"\x00", "text"]:
            async with socket(server) as opened:
                await opened.recv()
                await opened.send(nonsense)
                with pytest.raises(ConnectionClosed):
                    await opened.recv()
                assert opened.close_code == 4001, nonsense

    run(scenario)


def snapshot(**more: Any) -> dict[str, Any]:
    view = {"id": 3, "seq": 7, "lastReadSeq": 7, "unreadCount": 0, "mentionCount": 0}
    known = {"user": {"username": "alice"}, "userSeq": 4, "channels": [view], "presence": {}}
    return {**known, "parts": 0, "resumed": False, **more}


def test_an_unknown_event_moves_the_position_of_its_stream_on() -> None:
    state = State()
    state.take_snapshot(snapshot())
    assert state.apply("poll_opened", {"stream": "channel", "channelId": 3, "seq": 8, "poll": 1})
    assert not state.apply("poll_opened", {"stream": "channel", "channelId": 3, "seq": 8, "poll": 1})
    with pytest.raises(Gap):
        state.apply("poll_closed", {"stream": "channel", "channelId": 3, "seq": 10})
    # A user's stream may have gaps, and what is new there need not be about a channel.
    assert state.apply("badge_earned", {"stream": "user", "seq": 6, "badge": "helper"})
    assert not state.apply("badge_earned", {"stream": "user", "seq": 6, "badge": "helper"})
    # Without a stream it has no position, whatever its fields are called.
    assert state.apply("level_changed", {"channelId": 3, "seq": 99})
    assert state.resume_point() == {"channels": {"3": 8}, "user": 6}


def test_pins_come_and_go_with_their_message() -> None:
    state = State()
    state.take_snapshot(snapshot())
    message = {"id": 118, "seq": 5, "text": "read this", "deletedAt": None, "reactions": []}
    state.take_history(3, [{**message, "mentions": [], "pinnedBy": None, "pinnedAt": None}])

    def happen(name: str, seq: int, **more: Any) -> tuple[Any, Any]:
        state.apply(name, {"stream": "channel", "channelId": 3, "seq": seq, "messageId": 118, **more})
        shown = state.messages[3][118]
        return shown["pinnedBy"], shown["pinnedAt"]

    assert happen("message_pinned", 8, pinnedBy="bob", pinnedAt=5) == ("bob", 5)
    assert happen("message_unpinned", 9, unpinnedBy="eve") == (None, None)
    assert happen("message_pinned", 10, pinnedBy="bob", pinnedAt=6) == ("bob", 6)
    assert happen("message_deleted", 11, user="bob", deletedAt=7) == (None, None)


def test_a_reaction_names_the_first_and_counts_all() -> None:
    message: dict[str, Any] = {"deletedAt": None, "reactions": []}
    for n in range(1, 23):
        react(message, {"emoji": "🎉", "user": f"user{n}", "count": n}, add=True)
    [kind] = message["reactions"]
    assert (len(kind["users"]), kind["count"]) == (20, 22)
    react(message, {"emoji": "🎉", "user": "user22", "count": 21}, add=False)
    assert (len(kind["users"]), kind["count"]) == (20, 21)
    react(message, {"emoji": "🎉", "user": "user1", "count": 0}, add=False)
    assert message["reactions"] == []


def test_a_snapshot_in_parts_is_taken_when_it_is_complete() -> None:
    client = Client(Rest(lambda: ""))
    client._had_snapshot = False
    other = {**snapshot()["channels"][0], "id": 4}
    client._take_reply(1, snapshot(parts=2))
    client._take_event("snapshot_part", {"channels": [other]})
    assert (client.snapshots, client.state.channels) == (0, {})
    client._take_event("snapshot_part", {"presence": {"bob": {"status": "online"}}})
    assert (client.snapshots, client.state.channels.keys()) == (1, {3, 4})
    assert client.state.presence == {"bob": {"status": "online"}}


def test_two_people_talk(server: Server) -> None:
    async def scenario() -> None:
        async with Client(rest(server, "alice")) as alice, Client(rest(server, "bob")) as bob:
            room = general(alice)
            await alice.load(room)
            await bob.load(room)
            assert alice.hello["protocol"] == 1
            await alice.until(lambda state: state.presence.get("alice", {}).get("status") == "online")

            await bob.command("mark_read", {"channelId": room, "seq": bob.state.channels[room]["seq"]})
            await bob.until(lambda state: state.channels[room]["unreadCount"] == 0)
            await alice.command("typing_start", {"channelId": room})
            await bob.until(lambda state: "alice" in state.typing.get(room, set()))
            said = await alice.send_message(room, "@bob Grüße 👋 <b>not bold</b>")
            await bob.until(lambda state: said["id"] in state.messages[room])
            assert bob.state.messages[room][said["id"]] == said
            assert said["mentions"] == [{"userId": "bob", "start": 0, "length": 4}]
            assert "alice" not in bob.state.typing[room]
            await bob.until(lambda state: state.channels[room]["mentionCount"] == 1)
            assert bob.state.channels[room]["unreadCount"] == 1

            answer = await bob.send_message(room, "Hello", replyToId=said["id"])
            await bob.command("add_reaction", {"messageId": said["id"], "emoji": "🎉"})
            await bob.command("add_reaction", {"messageId": said["id"], "emoji": "👍"})
            await alice.command("add_reaction", {"messageId": said["id"], "emoji": "👍"})
            await bob.command("pin_message", {"messageId": said["id"]})
            await bob.command("pin_message", {"messageId": answer["id"]})
            await alice.command("unpin_message", {"messageId": said["id"]})
            await alice.command("pin_message", {"messageId": said["id"]})
            await alice.command("remove_reaction", {"messageId": said["id"], "emoji": "👍"})
            await alice.command("edit_message", {"messageId": said["id"], "message": "Greetings"})
            await bob.command("delete_message", {"messageId": answer["id"]})
            await alice.until(lambda state: state.messages[room].get(answer["id"], {}).get("deletedAt"))
            await bob.until(lambda state: state.messages[room][answer["id"]]["deletedAt"])
            for client in (alice, bob):
                shown = client.state.messages[room]
                assert shown[said["id"]]["text"] == "Greetings"
                assert shown[said["id"]]["mentions"] == []
                reactions = [{"emoji": emoji, "users": ["bob"], "count": 1} for emoji in ("🎉", "👍")]
                assert shown[said["id"]]["reactions"] == reactions
                assert shown[said["id"]]["pinnedBy"] == "alice"
                assert shown[answer["id"]]["text"] == ""
                assert shown[answer["id"]]["pinnedBy"] is None
                fresh = await asyncio.to_thread(client.rest.history, room)
                assert client.state.timeline(room) == fresh, "the server says the same"
            path = f"/api/chat/channels/{room}/pins"
            listed = (await asyncio.to_thread(bob.rest.call, "GET", path))["items"]
            assert listed[0]["message"] == alice.state.messages[room][said["id"]]
            assert answer["id"] not in [item["message"]["id"] for item in listed]

            away = {"status": "busy", "statusMessage": "on the phone"}
            assert (await bob.command("update_presence", away)).items() >= away.items()
            await alice.until(lambda state: state.presence.get("bob", {}).items() >= away.items())

    run(scenario)


def test_refusals_change_nothing(server: Server) -> None:
    async def scenario() -> None:
        async with Client(rest(server, "alice")) as alice:
            room = general(alice)
            sent = {"channelId": room, "clientId": str(uuid.uuid4()), "message": "once"}
            first = await alice.command("send_message", sent)
            assert await alice.command("send_message", sent) == first, "sent twice, kept once"
            seq = first["message"]["seq"]
            bad: list[tuple[str, dict[str, Any], str]] = [
                ("send_message", {**sent, "message": "another text"}, "conflict"),
                ("send_message", {**sent, "clientId": "no uuid"}, "invalid"),
                ("send_message", {**sent, "clientId": str(uuid.uuid4()), "message": " "}, "invalid"),
                ("send_message", {**sent, "clientId": str(uuid.uuid4()), "message": "x" * 5001}, "too_large"),
                ("send_message", {**sent, "clientId": str(uuid.uuid4()), "type": "system"}, "invalid"),
                ("send_message", {**sent, "clientId": str(uuid.uuid4()), "channelId": 999_999}, "not_found"),
                ("edit_message", {"messageId": 999_999, "message": "x"}, "not_found"),
                ("add_reaction", {"messageId": first["message"]["id"], "emoji": "ok"}, "invalid"),
                ("mark_read", {"channelId": room, "seq": seq + 1000}, "invalid"),
                ("mark_read", {"channelId": room}, "invalid"),
                ("authenticate", {"token": "again"}, "invalid"),
                ("fly", {}, "unknown_command"),
            ]
            for name, data, code in bad:
                with pytest.raises(Refused) as refusal:
                    await alice.command(name, data)
                assert refusal.value.code == code, (name, data)
            assert alice.state.positions[room] == seq
            assert alice.snapshots == 1, "the connection lives on"

    run(scenario)


def test_who_was_cut_off_ends_where_who_stayed_is(server: Server) -> None:
    async def scenario() -> None:
        account = rest(server, "alice")
        async with Client(account) as stays, Client(account) as leaves, Client(rest(server, "bob")) as bob:
            room = general(stays)
            for client in (stays, leaves, bob):
                await client.load(room)
            old = await bob.send_message(room, "before")
            gone = await bob.send_message(room, "to be deleted")
            await same_state(stays, leaves)

            leaves._first_wait_s = 3600  # Stays away until it is called.
            leaves.cut()
            written = [await bob.send_message(room, f"@alice line {n}") for n in range(40)]
            await bob.command("edit_message", {"messageId": written[3]["id"], "message": "edited"})
            await bob.command("edit_message", {"messageId": old["id"], "message": "edited, too"})
            await bob.command("delete_message", {"messageId": written[4]["id"]})
            await bob.command("delete_message", {"messageId": gone["id"]})
            for emoji in ("👍", "🎉"):
                await bob.command("add_reaction", {"messageId": old["id"], "emoji": emoji})
                await stays.command("add_reaction", {"messageId": written[5]["id"], "emoji": emoji})
            await bob.command("remove_reaction", {"messageId": old["id"], "emoji": "👍"})
            for message in (old, written[6], written[7], written[8]):
                await bob.command("pin_message", {"messageId": message["id"]})
            await bob.command("unpin_message", {"messageId": written[6]["id"]})
            await bob.command("delete_message", {"messageId": written[7]["id"]})
            await stays.command("mark_read", {"channelId": room, "seq": written[20]["seq"]})
            made = await asyncio.to_thread(
                bob.rest.call, "POST", "/api/chat/channels", {"name": "new room", "type": "private"}
            )
            path = f"/api/chat/channels/{made['id']}"
            await asyncio.to_thread(bob.rest.call, "POST", f"{path}/members", {"userId": "alice"})
            await asyncio.to_thread(bob.rest.call, "PUT", path, {"description": "for two"})
            left = next(id for id, view in stays.state.channels.items() if view["name"] == "helpdesk")
            # A channel's only owner may not leave it.
            bobs = f"/api/chat/channels/{left}/members/bob"
            await asyncio.to_thread(stays.rest.call, "PUT", bobs, {"role": "owner"})
            await stays.command("leave_channel", {"channelId": left})
            await stays.until(lambda state: made["id"] in state.channels and left not in state.channels)
            await stays.until(lambda state: state.channels[made["id"]]["description"] == "for two")
            await bob.send_message(room, "last")
            await stays.until(lambda _: "last" in texts(stays, room))
            assert "last" not in texts(leaves, room), "it was away"

            await come_back(leaves)
            # What was missed comes before the event that says so.
            await leaves.until(lambda _: leaves.resumes == 1)
            # Who joins a channel anew loads what was said before.
            for client in (stays, leaves):
                await client.load(made["id"])
            await same_state(stays, leaves)
            assert texts(leaves, room)[-1] == "last"
            for client in (leaves, bob):
                fresh = await asyncio.to_thread(client.rest.history, room)
                assert client.state.timeline(room) == fresh, "the database says the same"

    run(scenario)


async def come_back(client: Client) -> None:
    """Ends the client's wait for its next attempt."""
    assert client._task is not None
    client._task.cancel()
    await asyncio.gather(client._task, return_exceptions=True)
    client._first_wait_s = 0.05
    client._task = asyncio.create_task(client._stay_connected())
    await client.until_online()


def test_a_gap_is_noticed_and_filled(server: Server) -> None:
    async def scenario() -> None:
        async with Client(rest(server, "alice")) as alice, Client(rest(server, "bob")) as bob:
            room = general(alice)
            alice.lose_next = True
            await bob.send_message(room, "lost on the way")
            await bob.send_message(room, "arrives")
            await alice.until(lambda _: "arrives" in texts(alice, room))
            assert texts(alice, room)[-2:] == ["lost on the way", "arrives"]
            await alice.until(lambda _: alice.resumes == 1)

    run(scenario)


def test_a_killed_server_loses_nothing_and_doubles_nothing(server: Server) -> None:
    async def scenario() -> None:
        async with Client(rest(server, "alice")) as alice, Client(rest(server, "bob")) as bob:
            room = general(alice)
            for client in (alice, bob):
                await client.load(room)
            clients = {"alice": alice, "bob": bob}
            for kill in range(3):
                sending = [
                    asyncio.create_task(client.send_message(room, f"{kill} {name} {n}"))
                    for n in range(15)
                    for name, client in clients.items()
                ]
                await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
                kept = await asyncio.gather(*sending)
                ids = {message["id"] for message in kept}
                for client in clients.values():
                    await client.until(lambda _: client.resumes == kill + 1)
                    await client.until(lambda state: ids <= state.messages[room].keys())
                assert alice.state.timeline(room) == bob.state.timeline(room)
            for name, client in clients.items():
                expected = sorted(f"{kill} {name} {n}" for kill in range(3) for n in range(15))
                mine = [m for m in client.state.timeline(room) if m["userId"] == name]
                assert sorted(m["text"] for m in mine if m["text"][1:2] == " ") == expected
                assert client.state.timeline(room) == await asyncio.to_thread(client.rest.history, room)

    run(scenario)


def test_a_logout_ends_open_sockets_for_good(server: Server) -> None:
    async def scenario() -> None:
        account = rest(server, "alice")
        async with Client(account) as one, Client(rest(server, "alice")) as other:
            await asyncio.to_thread(account.call, "POST", "/api/auth/logout", {})
            await one.ended()
            assert one.close_codes[-1] == 4014
            assert (await other.send_message(general(other), "still here"))["userId"] == "alice"

    run(scenario)


def test_a_stopping_server_says_so_and_stops_in_time(server: Server) -> None:
    async def scenario() -> None:
        async with Client(rest(server, "alice")) as alice:
            assert await asyncio.to_thread(server.stop) == 0
            await asyncio.wait_for(wait_for_code(alice), 20)
            assert alice.close_codes[0] == 4011
            server.start()
            await alice.until_online()
            await alice.until(lambda _: alice.resumes == 1)

    run(scenario)


async def wait_for_code(client: Client) -> None:
    while not client.close_codes:
        await asyncio.sleep(0.01)
