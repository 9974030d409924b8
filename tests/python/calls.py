"""Somebody who calls and is called, written from docs/protocol.md alone, with a stock WebRTC library."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack
from client import Client

WAIT_S = 20


class Party(Client):
    """A chat client with one device for calls."""

    def __init__(self, *arguments: Any, device: str, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.device = device
        self.events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.call: int | None = None
        self.peer: RTCPeerConnection | None = None
        self.heard = 0
        self._listening: list[asyncio.Task[None]] = []

    def _take_event(self, name: str, data: dict[str, Any]) -> None:
        if name.startswith(("call_", "webrtc_")) or name == "incoming_call":
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
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=servers))
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

    async def until_heard(self, frames: int) -> None:
        async with asyncio.timeout(WAIT_S):
            while self.heard < frames:
                await asyncio.sleep(0.05)

    async def hang_up(self) -> None:
        for task in self._listening:
            task.cancel()
        if self.peer is not None:
            await self.peer.close()


def described(description: dict[str, Any]) -> dict[str, str]:
    return {"sdp": description["sdp"], "type": description["type"]}
