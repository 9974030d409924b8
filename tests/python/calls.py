"""Somebody who calls and is called, written from docs/protocol.md alone, with a stock WebRTC library."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import urllib.parse
from typing import Any

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack
from client import Client

WAIT_S = 20


class Party(Client):
    """A chat client with one device for calls."""

    def __init__(self, *arguments: Any, device: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.device = device
        self.relay: str | None = None
        """The only way to the others, if there is but one: such as `turns:…?transport=tcp`."""
        self.events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.offers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.call: int | None = None
        self.peer: RTCPeerConnection | None = None
        self.receiver: RTCPeerConnection | None = None
        self.heard = 0
        self.heard_from: collections.Counter[str] = collections.Counter()
        self._listening: list[asyncio.Task[None]] = []

    def _take_event(self, name: str, data: dict[str, Any]) -> None:
        if name == "webrtc_offer_received" and data["fromUser"] is None:
            self.offers.put_nowait(data["offer"])
        elif name.startswith(("call_", "webrtc_")) or name == "incoming_call":
            self.events.put_nowait((name, data))
        super()._take_event(name, data)

    async def event(self, name: str) -> dict[str, Any]:
        """The next event of this name; others before it are dropped."""
        async with asyncio.timeout(WAIT_S):
            while True:
                seen, data = await self.events.get()
                if seen == name:
                    return data

    async def ask(self, name: str, **data: Any) -> dict[str, Any]:
        if self.call is not None:
            data = {"sessionId": self.call, **data}
        reply = await self.command(name, {"deviceId": self.device, **data})
        self.call = reply.get("sessionId", self.call)
        return reply

    async def connect_media(self) -> RTCPeerConnection:
        """A connection that sends a tone and counts what it hears."""
        found = await asyncio.to_thread(self.rest.call, "GET", "/api/chat/calls/ice-servers")
        servers = [RTCIceServer(**server) for server in found["iceServers"]]
        configuration = RTCConfiguration(iceServers=servers)
        if self.relay is not None:
            configuration.iceTransportPolicy = RTCIceTransportPolicy.RELAY
            for server in servers:
                server.urls = [url for url in server.urls if chosen(url, self.relay)]
            configuration.iceServers = [server for server in servers if server.urls]
        self.peer = RTCPeerConnection(configuration)
        self.peer.addTrack(AudioStreamTrack())
        self.peer.on("track", self._hear)
        return self.peer

    def _hear(self, track: MediaStreamTrack) -> None:
        self._listening.append(asyncio.create_task(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(Exception):
            while True:
                await track.recv()
                self.heard += 1

    async def offer(self, user: str, device: str) -> None:
        """Who joined later makes the offer. This library puts all candidates into the description."""
        peer = await self.connect_media()
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"type": "offer", "sdp": peer.localDescription.sdp}
        await self.ask("webrtc_offer", offer=offer, targetUser=user, targetDevice=device)
        answer = (await self.event("webrtc_answer_received"))["answer"]
        await peer.setRemoteDescription(RTCSessionDescription(**described(answer)))

    async def answer(self) -> None:
        received = await self.event("webrtc_offer_received")
        peer = await self.connect_media()
        await peer.setRemoteDescription(RTCSessionDescription(**described(received["offer"])))
        await peer.setLocalDescription(await peer.createAnswer())
        answer = {"type": "answer", "sdp": peer.localDescription.sdp}
        await self.ask(
            "webrtc_answer",
            answer=answer,
            targetUser=received["fromUser"],
            targetDevice=received["fromDevice"],
        )

    async def send_to_server(self) -> None:
        """Sends a tone to the server, and from now on receives what others send."""
        self._listening.append(asyncio.create_task(self._take_offers()))
        peer = await self.connect_media()
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"type": "offer", "sdp": peer.localDescription.sdp}
        await self.ask("webrtc_offer", offer=offer, targetUser=None, kinds={"0": "audio"})
        received = await self.event("webrtc_answer_received")
        assert received["fromUser"] is None
        await peer.setRemoteDescription(RTCSessionDescription(**described(received["answer"])))

    async def _take_offers(self) -> None:
        known: set[str] = set()
        # The server's address is in its offers. Without a list, this library asks a public STUN server, and
        # connects only after that has answered or five seconds have passed.
        # Other policies overwrite the first section's candidates by those of the second, which has none.
        policy = RTCBundlePolicy.MAX_COMPAT
        self.receiver = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=policy))
        while True:
            offer = await self.offers.get()
            await self.receiver.setRemoteDescription(RTCSessionDescription(**described(offer)))
            await self.receiver.setLocalDescription(await self.receiver.createAnswer())
            answer = {"type": "answer", "sdp": self.receiver.localDescription.sdp}
            await self.ask("webrtc_answer", answer=answer, targetUser=None)
            # Tracks of another offer would stay silent if it came before the first connection is made.
            while self.receiver.connectionState in ("new", "connecting"):
                await asyncio.sleep(0.02)
            senders = senders_of(offer["sdp"])
            for transceiver in self.receiver.getTransceivers():
                user = senders.get(transceiver.mid)
                if user is not None and transceiver.mid not in known:
                    known.add(transceiver.mid)
                    counting = self._count_from(transceiver.receiver.track, user)
                    self._listening.append(asyncio.create_task(counting))

    async def _count_from(self, track: MediaStreamTrack, user: str) -> None:
        with contextlib.suppress(Exception):
            while True:
                await track.recv()
                self.heard_from[user] += 1

    async def until_heard_from(self, users: list[str], frames: int) -> None:
        """Waits for so many more frames of each of them."""
        goal = {user: self.heard_from[user] + frames for user in users}
        async with asyncio.timeout(WAIT_S):
            while any(self.heard_from[user] < count for user, count in goal.items()):
                await asyncio.sleep(0.05)

    def candidates(self) -> set[str]:
        """The kinds of candidates that this side offers."""
        assert self.peer is not None
        lines = self.peer.localDescription.sdp.splitlines()
        return {line.split()[7] for line in lines if line.startswith("a=candidate:")}

    async def until_heard(self, frames: int) -> None:
        async with asyncio.timeout(WAIT_S):
            while self.heard < frames:
                await asyncio.sleep(0.05)

    async def hang_up(self) -> None:
        for task in self._listening:
            task.cancel()
        for connection in (self.peer, self.receiver):
            if connection is not None:
                await connection.close()


def chosen(url: str, relay: str) -> bool:
    scheme, transport = relay.split(":…")
    return url.startswith(f"{scheme}:") and url.endswith(transport)


def described(description: dict[str, Any]) -> dict[str, str]:
    return {"sdp": description["sdp"], "type": description["type"]}


def senders_of(sdp: str) -> dict[str, str]:
    """The user of each media section, by its `mid`: the name of its stream begins with it."""
    found = {}
    for section in sdp.split("\r\nm=")[1:]:
        attributes = dict(
            line.removeprefix("a=").split(":", 1)
            for line in section.split("\r\n")
            if line.startswith(("a=mid:", "a=msid:"))
        )
        if "msid" in attributes:
            user = attributes["msid"].split("|")[0]
            found[attributes["mid"]] = urllib.parse.unquote(user)
    return found
