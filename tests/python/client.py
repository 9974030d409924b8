"""A chat client, written from docs/protocol.md alone with a stock MessagePack and WebSocket library.

`State` is what a client knows and does no I/O. `Client` keeps one connection to the server, comes
back when it is cut off, and sends what has not been answered again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

SUB_PROTOCOL = "orvale.chat.v1.msgpack"
EVENT, COMMAND, REPLY, ERROR, PING, PONG = range(6)
MAX_FRAME = 262_144
FINAL_CODES = {4003, 4014}
UNREAD_CAP = 100
# A reaction names the first who gave it, and counts them all.
NAMED_REACTORS = 20
REPLY_TIMEOUT_S = 20


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(f"{data['code']}: {data.get('message') or data.get('detail')}")
        self.code: str = data["code"]
        self.retry_after_ms: int | None = data.get("retryAfterMs")


class Gap(Exception):
    """An event is missing: only a resume makes the state whole again."""


class Ended(Exception):
    """The server does not want this client back."""


class Rest:
    """The REST routes that a socket client uses."""

    def __init__(self, base: Callable[[], str], token: str | None = None) -> None:
        self.base = base
        self.token = token

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(self.base() + path, method=method)
        if self.token is not None:
            request.add_header("Authorization", f"Bearer {self.token}")
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=REPLY_TIMEOUT_S) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise Refused(json.loads(error.read())) from None
        return json.loads(text) if text else None

    def log_in(self, username: str, password: str) -> None:
        answer = self.call("POST", "/api/auth/login", {"username": username, "password": password})
        self.token = answer["token"]

    def ticket(self) -> str:
        return self.call("POST", "/api/chat/ws-ticket")["ticket"]

    def history(self, channel_id: int) -> list[dict[str, Any]]:
        """All messages of a channel, page by page from the latest back."""
        messages: list[dict[str, Any]] = []
        before = ""
        while True:
            page = self.call("GET", f"/api/chat/channels/{channel_id}/messages?limit=200{before}")
            messages = page["items"] + messages
            if not page["hasBefore"]:
                return messages
            before = f"&before={page['next']}"


@dataclass
class State:
    """What a client knows. Events change it; one that comes twice changes nothing."""

    user: str = ""
    channels: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, dict[int, dict[str, Any]]] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)
    user_position: int = 0
    presence: dict[str, dict[str, Any]] = field(default_factory=dict)
    typing: dict[int, set[str]] = field(default_factory=dict)
    # What the snapshot has counted already: positions up to these are not counted again.
    counted: dict[int, int] = field(default_factory=dict)
    user_counted: int = 0

    def resume_point(self) -> dict[str, Any]:
        channels = {str(channel): seq for channel, seq in self.positions.items()}
        return {"channels": channels, "user": self.user_position}

    def take_snapshot(self, snapshot: dict[str, Any]) -> None:
        resumed = snapshot["resumed"]
        listed = {channel["id"]: channel for channel in snapshot["channels"]}
        if not resumed:
            self.messages, self.positions = {}, {}
            self.user_position = snapshot["userSeq"]
        self.user = snapshot["user"]["username"]
        self.channels = listed
        self.presence = snapshot["presence"]
        self.typing = {}
        self.counted = {channel: view["seq"] for channel, view in listed.items()}
        self.user_counted = snapshot["userSeq"]
        for known in [self.messages, self.positions]:
            for gone in known.keys() - listed.keys():
                del known[gone]
        for channel, view in listed.items():
            self.positions.setdefault(channel, view["seq"])

    def take_history(self, channel: int, messages: list[dict[str, Any]]) -> None:
        """A page shows what was true when it was read; what is known already may be newer."""
        known = self.messages.setdefault(channel, {})
        for message in messages:
            known.setdefault(message["id"], message)

    def apply(self, name: str, data: dict[str, Any]) -> bool:
        """Applies an event. False when it was known already.

        Raises `Gap` when one before it is missing. An event of an unknown name moves the position
        of its stream and changes nothing else.
        """
        match data.get("stream"):
            case "user":
                return self._apply_once_to_user(name, data)
            case "channel":
                return self._apply_once_to_channel(name, data)
        self._apply_ephemeral(name, data)
        return True

    def _apply_once_to_user(self, name: str, data: dict[str, Any]) -> bool:
        if data["seq"] <= self.user_position:
            return False
        self.user_position = data["seq"]
        channel_id = data.get("channelId")
        view = self.channels.get(channel_id)
        if name == "channel_joined":
            self.channels[channel_id] = data["channel"]
            self.positions.setdefault(channel_id, data["channel"]["seq"])
            self.counted[channel_id] = data["channel"]["seq"]
        elif name == "channel_left":
            self._forget(channel_id)
        elif name == "read_updated" and view is not None:
            for key in ("lastReadSeq", "unreadCount", "mentionCount"):
                view[key] = data[key]
        elif name == "notification" and view is not None:
            if data["seq"] > self.user_counted and data["messageSeq"] > view["lastReadSeq"]:
                view["mentionCount"] = min(UNREAD_CAP, view["mentionCount"] + 1)
        return True

    def _apply_once_to_channel(self, name: str, data: dict[str, Any]) -> bool:
        channel_id, seq = data["channelId"], data["seq"]
        position = self.positions.get(channel_id)
        if position is None or seq <= position:
            return False
        if seq > position + 1:
            raise Gap(f"channel {channel_id}: {seq} follows {position}")
        self.positions[channel_id] = seq
        if name == "user_left" and data["user"] == self.user:
            self._forget(channel_id)
            return True
        view = self.channels[channel_id]
        messages = self.messages.setdefault(channel_id, {})
        fresh = seq > self.counted.get(channel_id, 0)
        view["seq"] = max(view["seq"], seq)
        if name == "message_received":
            message = data["message"]
            # Unless it was also sent to the channel, a reply in a thread is shown there alone.
            shown = "threadId" not in message or message.get("alsoToChannel", False)
            if shown:
                messages[message["id"]] = message
            self.typing.get(channel_id, set()).discard(message["userId"])
            # A call is activity, but its line is a system message: it is nobody's, and never unread.
            if shown and message.get("system", {}).get("event") in ("missed_call", "call_ended"):
                view["lastMessageAt"] = message["createdAt"]
            if fresh and shown and message["type"] != "system":
                view["lastMessageAt"] = message["createdAt"]
                if message["userId"] != self.user:
                    view["unreadCount"] = min(UNREAD_CAP, view["unreadCount"] + 1)
        elif name == "message_updated":
            if data["message"]["id"] in messages:
                messages[data["message"]["id"]] = data["message"]
        elif message := messages.get(data.get("messageId")):
            self._change_message(message, name, data)
        elif name == "user_joined":
            if data["user"] == self.user:
                view["role"] = data["role"]
        elif name == "channel_updated":
            newest = max(view["seq"], data["channel"]["seq"])
            view.update(data["channel"], seq=newest)
        return True

    def _change_message(self, message: dict[str, Any], name: str, data: dict[str, Any]) -> None:
        if name == "message_deleted":
            message.update(text="", mentions=[], file=None, ticketReference=None, reactions=[])
            message.pop("system", None)
            message.update(pinnedBy=None, pinnedAt=None, deletedAt=data["deletedAt"])
        elif name in ("message_pinned", "message_unpinned"):
            message.update(pinnedBy=data.get("pinnedBy"), pinnedAt=data.get("pinnedAt"))
        elif name in ("reaction_added", "reaction_removed"):
            react(message, data, add=name == "reaction_added")

    def _apply_ephemeral(self, name: str, data: dict[str, Any]) -> None:
        if name == "presence_updated":
            self.presence[data["user"]] = {k: v for k, v in data.items() if k != "user"}
        elif name == "presence_changed":
            self.presence.update(data["presence"])
        elif name == "user_typing":
            writers = self.typing.setdefault(data["channelId"], set())
            (writers.add if data["typing"] else writers.discard)(data["user"])

    def _forget(self, channel_id: int) -> None:
        for known in (self.channels, self.messages, self.positions, self.counted, self.typing):
            known.pop(channel_id, None)

    def timeline(self, channel_id: int) -> list[dict[str, Any]]:
        """The messages of a channel in their order."""
        return sorted(self.messages.get(channel_id, {}).values(), key=lambda it: it["seq"])

    def durable(self) -> dict[str, Any]:
        """Everything that must be the same for whoever stayed and whoever came back."""
        # The size of a channel is in no event of its own: a client asks for it when it shows it.
        views = {
            channel: {key: value for key, value in view.items() if key != "memberCount"}
            for channel, view in self.channels.items()
        }
        timelines = {channel: self.timeline(channel) for channel in self.channels}
        return {"channels": views, "timelines": timelines, "positions": dict(self.positions)}


def new_client_id() -> str:
    """A UUID of version 7: it begins with the time, so that the server's index of them grows at its end."""
    number = int(time.time() * 1000) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 7 << 76
    return str(uuid.UUID(int=number & ~(0b11 << 62) | 0b10 << 62))


def react(message: dict[str, Any], data: dict[str, Any], *, add: bool) -> None:
    """Adds someone to the people of an emoji, or takes them away. Twice is like once."""
    if message["deletedAt"] is not None:
        return
    emoji, user, count = data["emoji"], data["user"], data["count"]
    kinds = message["reactions"]
    kind = next((kind for kind in kinds if kind["emoji"] == emoji), None)
    if count == 0:
        message["reactions"] = [other for other in kinds if other is not kind]
        return
    if kind is None:
        kind = {"emoji": emoji, "users": [], "count": count}
        kinds.append(kind)
    kind["count"] = count
    if not add:
        kind["users"] = [other for other in kind["users"] if other != user]
    elif user not in kind["users"] and len(kind["users"]) < NAMED_REACTORS:
        kind["users"].append(user)


@dataclass
class Unsent:
    """A message without a reply."""

    data: dict[str, Any]
    kept: asyncio.Future[dict[str, Any]]


class Client:
    """One user's connection, which comes back by itself."""

    def __init__(self, rest: Rest, *, attempts_from: float = 0.05) -> None:
        self.rest = rest
        self.state = State()
        self.hello: dict[str, Any] = {}
        self.resumes = 0
        self.snapshots = 0
        self.close_codes: list[int | None] = []
        # Leaves out the next channel event, as a bug would: the gap must be noticed.
        self.lose_next = False
        self._first_wait_s = attempts_from
        self._outbox: dict[str, Unsent] = {}
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._next_ref = 0
        # The snapshot while parts of it are missing.
        self._incomplete: dict[str, Any] | None = None
        self._socket: ClientConnection | None = None
        self._online = asyncio.Event()
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Client:
        self._task = asyncio.create_task(self._stay_connected())
        await self.until_online()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Ended):
            await self._task

    async def until_online(self) -> None:
        assert self._task is not None
        online = asyncio.ensure_future(self._online.wait())
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            await asyncio.wait({online, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            online.cancel()
            self._task.result()

    async def ended(self) -> None:
        """Waits until the server has ended this session for good."""
        assert self._task is not None
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            with contextlib.suppress(Ended):
                await asyncio.shield(self._task)

    async def until(self, holds: Callable[[State], Any]) -> None:
        """Waits until something holds of the state."""
        async with asyncio.timeout(REPLY_TIMEOUT_S), self._changed:
            await self._changed.wait_for(lambda: holds(self.state))

    def cut(self) -> None:
        """Drops the connection as a lost network does: no goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    # Commands

    async def command(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        """Sends a command and gives its reply. Raises `Refused`, or `ConnectionError` when the
        connection ended before it was answered."""
        await self.until_online()
        return await self._request(name, data)

    async def send_message(self, channel_id: int, text: str, **more: Any) -> dict[str, Any]:
        """Writes a message, once, however often the connection ends meanwhile."""
        client_id = new_client_id()
        data = {"channelId": channel_id, "clientId": client_id, "message": text, **more}
        unsent = Unsent(data, asyncio.get_running_loop().create_future())
        self._outbox[client_id] = unsent
        if self._online.is_set():
            asyncio.create_task(self._try_to_send(unsent))
        return await unsent.kept

    async def load(self, channel_id: int) -> None:
        """Loads a channel's messages."""
        messages = await asyncio.to_thread(self.rest.history, channel_id)
        self.state.take_history(channel_id, messages)

    async def _try_to_send(self, unsent: Unsent) -> None:
        while True:
            try:
                message = (await self._request("send_message", unsent.data))["message"]
            except ConnectionError:
                return  # It is sent again after the resume.
            except Refused as refusal:
                if refusal.code in ("busy", "rate_limited"):
                    await asyncio.sleep((refusal.retry_after_ms or 1000) / 1000)
                    continue
                self._outbox.pop(unsent.data["clientId"], None)
                if not unsent.kept.done():
                    unsent.kept.set_exception(refusal)
                return
            self._settle(message)
            return

    def _settle(self, message: dict[str, Any]) -> None:
        unsent = self._outbox.pop(message["clientId"] or "", None)
        if unsent is not None and not unsent.kept.done():
            unsent.kept.set_result(message)

    async def _send_the_rest(self) -> None:
        for unsent in list(self._outbox.values()):
            if unsent.data["clientId"] in self._outbox:
                await self._try_to_send(unsent)

    # The connection

    async def _stay_connected(self) -> None:
        attempt = 0
        while True:
            try:
                await self._connect_once()
            except Gap:
                pass
            except InvalidStatus:
                self.close_codes.append(None)
            except (OSError, ConnectionClosed, TimeoutError, Refused):
                pass
            finally:
                self._hang_up()
            if self._code() in FINAL_CODES:
                raise Ended(f"code {self._code()}")
            if self._had_snapshot:
                attempt = 0
            ceiling = min(30, self._first_wait_s * 2**attempt)
            attempt += 1
            await asyncio.sleep(random.uniform(ceiling / 2, ceiling))

    def _code(self) -> int | None:
        return self.close_codes[-1] if self.close_codes else None

    def _hang_up(self) -> None:
        self._online.clear()
        if self._socket is not None:
            self.close_codes.append(self._socket.close_code)
            self._socket.transport.abort()
            self._socket = None
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the connection ended"))
                future.exception()
        self._waiting.clear()

    async def _connect_once(self) -> None:
        self._had_snapshot = False
        self._incomplete = None
        url = self.rest.base().replace("http", "ws", 1) + "/api/chat/ws"
        ticket = await asyncio.to_thread(self.rest.ticket)
        self._socket = await connect(
            url,
            subprotocols=[SUB_PROTOCOL],
            compression=None,
            ping_interval=None,
            max_size=MAX_FRAME,
            proxy=None,
        )
        name, data = await self._receive_event()
        if name != "hello":
            raise Gap(f"{name} came before hello")
        self.hello = data
        resume = self.state.resume_point() if self.snapshots else None
        login = asyncio.create_task(self._log_in(ticket, resume))
        try:
            while True:
                await self._take(await self._receive())
        finally:
            login.cancel()

    async def _log_in(self, ticket: str, resume: dict[str, Any] | None) -> None:
        data: dict[str, Any] = {"token": ticket}
        if resume is not None:
            data["resume"] = resume
        with contextlib.suppress(ConnectionError, Refused):
            await self._request("authenticate", data)

    async def _receive(self) -> list[Any]:
        assert self._socket is not None
        silence_s = 2 * self.hello.get("heartbeatMs", 10_000) / 1000
        async with asyncio.timeout(silence_s):
            return msgpack.unpackb(await self._socket.recv(decode=False))

    async def _receive_event(self) -> tuple[str, dict[str, Any]]:
        kind, name, data = await self._receive()
        if kind != EVENT:
            raise Gap("the first frame is no event")
        return name, data

    async def _request(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        if self._socket is None:
            raise ConnectionError("there is no connection")
        self._next_ref += 1
        ref = self._next_ref
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[ref] = future
        try:
            await self._socket.send(msgpack.packb([COMMAND, ref, name, data]))
        except ConnectionClosed as closed:
            raise ConnectionError("the connection ended") from closed
        return await future

    async def _take(self, frame: list[Any]) -> None:
        match frame:
            case [0, name, data]:
                self._take_event(name, data)
            case [2, ref, data]:
                self._take_reply(ref, data)
            case [3, ref, data]:
                future = self._waiting.pop(ref, None)
                if future is not None and not future.done():
                    future.set_exception(Refused(data))
            case [4, n]:
                assert self._socket is not None
                await self._socket.send(msgpack.packb([PONG, n]))
        async with self._changed:
            self._changed.notify_all()

    def _take_reply(self, ref: int, data: dict[str, Any]) -> None:
        if not self._had_snapshot:
            self._had_snapshot = True
            self._incomplete = data
            self._complete_snapshot({})
        future = self._waiting.pop(ref, None)
        if future is not None and not future.done():
            future.set_result(data)

    def _complete_snapshot(self, part: dict[str, Any]) -> None:
        """Adds a part to the snapshot, and takes the snapshot when none is missing."""
        snapshot = self._incomplete
        assert snapshot is not None, "a part after the last one"
        if part:
            snapshot["parts"] -= 1
        snapshot["channels"] += part.get("channels", [])
        snapshot["presence"].update(part.get("presence", {}))
        if snapshot["parts"] > 0:
            return
        self._incomplete = None
        self.snapshots += 1
        self.state.take_snapshot(snapshot)
        if not snapshot["resumed"]:
            self._go_online()

    def _take_event(self, name: str, data: dict[str, Any]) -> None:
        if name == "snapshot_part":
            self._complete_snapshot(data)
            return
        if name == "resumed":
            self.resumes += 1
            self._go_online()
            return
        if self.lose_next and data.get("stream") == "channel":
            self.lose_next = False
            return
        self.state.apply(name, data)
        if name == "message_received" and data["message"]["userId"] == self.state.user:
            self._settle(data["message"])

    def _go_online(self) -> None:
        self._online.set()
        if self._outbox:
            asyncio.create_task(self._send_the_rest())
