"""The checks of a WebSocket client: python3 ws_client.py h1|h1s|h2|h2s PORT ROOTS; one JSON line per check.

h1 is the websockets library; h2 is its protocol (frames, no handshake) on a stream of the h2 library (RFC 8441)."""
import asyncio
import json
import ssl
import sys
import traceback

import h2.config
import h2.connection
import h2.events
import h2.settings
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, Protocol

BIG = 3 * 1048576
PATH = "/chat/room?x=1"


def context(roots, alpn):
    made = ssl.create_default_context(cafile=roots)
    made.set_alpn_protocols(alpn)
    return made


# -- over HTTP/1.1 -------------------------------------------------------------------


def http1(port, roots, secure):
    uri = f"{'wss' if secure else 'ws'}://localhost:{port}{PATH}"
    return connect(
        uri,
        ssl=context(roots, ["http/1.1"]) if secure else None,
        subprotocols=["chat.v2"],
        max_size=None,
        compression="deflate",
    )


async def check_echo(port, roots, secure):
    async with http1(port, roots, secure) as ws:
        assert ws.subprotocol == "chat.v2", ws.subprotocol
        await ws.send("path")
        assert await ws.recv() == PATH
        await ws.send("grüß dich \U0001f44b")
        assert await ws.recv() == "grüß dich \U0001f44b"
        await ws.send(bytes(range(256)))
        assert await ws.recv() == bytes(range(256))


async def check_big_and_fragments(port, roots, secure):
    async with http1(port, roots, secure) as ws:
        data = bytes(range(256)) * (BIG // 256)
        await ws.send(data)
        assert await ws.recv() == data
        await ws.send(["one ", "two ", "three"])
        assert await ws.recv() == "one two three"


async def check_ping_and_close(port, roots, secure):
    async with http1(port, roots, secure) as ws:
        assert await asyncio.wait_for(await ws.ping(b"are you there"), 10) >= 0
        await ws.send("close:4321:enough of it")
        await ws.wait_closed()
        assert (ws.close_code, ws.close_reason) == (4321, "enough of it"), ws.close_code
    async with http1(port, roots, secure) as ws:
        await ws.close(4001, "bye")
        assert ws.close_code == 4001, ws.close_code


async def check_many(port, roots, secure):
    async with http1(port, roots, secure) as ws:
        texts = [f"message {at}" * (at % 50) for at in range(1000)]

        async def send():
            for text in texts:
                await ws.send(text)

        task = asyncio.create_task(send())
        for text in texts:
            assert await ws.recv() == text
        await task


# -- over HTTP/2 -----------------------------------------------------------------------


class Http2Socket:
    """One WebSocket on one stream of one HTTP/2 connection."""

    async def open(self, port, roots, secure):
        self.reader, self.writer = await asyncio.open_connection(
            "localhost", port, ssl=context(roots, ["h2"]) if secure else None
        )
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        self.messages = asyncio.Queue()
        self.pongs = asyncio.Queue()
        self.settings = asyncio.Event()
        self.answered = asyncio.Event()
        self.window = asyncio.Event()
        self.ended = asyncio.Event()
        self.parts = []
        self.ws = Protocol(CLIENT, state=OPEN, max_size=None)
        self.flush()
        self.task = asyncio.create_task(self.read())
        await asyncio.wait_for(self.settings.wait(), 10)
        code = h2.settings.SettingCodes.ENABLE_CONNECT_PROTOCOL
        assert self.h2.remote_settings.get(code) == 1, "no extended CONNECT"
        self.stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(
            self.stream,
            [
                (":method", "CONNECT"),
                (":protocol", "websocket"),
                (":scheme", "https" if secure else "http"),
                (":path", PATH),
                (":authority", "localhost"),
                ("sec-websocket-version", "13"),
                ("sec-websocket-protocol", "chat.v2"),
            ],
        )
        self.flush()
        await asyncio.wait_for(self.answered.wait(), 10)
        assert self.headers[b":status"] == b"200", self.headers
        assert self.headers[b"sec-websocket-protocol"] == b"chat.v2", self.headers
        assert b"connection" not in self.headers and b"upgrade" not in self.headers
        return self

    def flush(self):
        self.writer.write(self.h2.data_to_send())

    async def read(self):
        while data := await self.reader.read(65536):
            for event in self.h2.receive_data(data):
                self.take(event)
            self.flush()
            if self.ws.close_rcvd:
                await self.send()

    def take(self, event):
        if isinstance(event, h2.events.RemoteSettingsChanged):
            self.settings.set()
        elif isinstance(event, h2.events.ResponseReceived):
            self.headers = dict(event.headers)
            self.answered.set()
        elif isinstance(event, h2.events.WindowUpdated):
            self.window.set()
        elif isinstance(event, h2.events.DataReceived):
            self.h2.acknowledge_received_data(event.flow_controlled_length, self.stream)
            self.ws.receive_data(event.data)
            for frame in self.ws.events_received():
                self.frame(frame)
        elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
            self.ended.set()

    def frame(self, frame):
        if frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            self.parts.append(bytes(frame.data))
            if frame.fin:
                self.messages.put_nowait(b"".join(self.parts))
                self.parts = []
        elif frame.opcode is Opcode.PONG:
            self.pongs.put_nowait(bytes(frame.data))

    async def send(self):
        for data in self.ws.data_to_send():
            view = memoryview(data)
            while view:
                room = min(
                    self.h2.local_flow_control_window(self.stream), self.h2.max_outbound_frame_size
                )
                if room == 0:
                    self.window.clear()
                    await asyncio.wait_for(self.window.wait(), 10)
                    continue
                self.h2.send_data(self.stream, bytes(view[:room]))
                view = view[room:]
                self.flush()
                await self.writer.drain()

    async def recv(self):
        return await asyncio.wait_for(self.messages.get(), 20)

    async def close(self):
        self.task.cancel()
        self.writer.close()
        await self.writer.wait_closed()


async def check2_echo(port, roots, secure):
    ws = await Http2Socket().open(port, roots, secure)
    ws.ws.send_text(b"path")
    await ws.send()
    assert await ws.recv() == PATH.encode()
    ws.ws.send_binary(bytes(range(256)))
    await ws.send()
    assert await ws.recv() == bytes(range(256))
    ws.ws.send_ping(b"there?")
    await ws.send()
    assert await asyncio.wait_for(ws.pongs.get(), 10) == b"there?"
    await ws.close()


async def check2_big(port, roots, secure):
    ws = await Http2Socket().open(port, roots, secure)
    data = bytes(range(256)) * (BIG // 256)
    ws.ws.send_binary(data)
    await ws.send()
    assert await ws.recv() == data
    await ws.close()


async def check2_close(port, roots, secure):
    ws = await Http2Socket().open(port, roots, secure)
    ws.ws.send_text(b"close:4321:enough of it")
    await ws.send()
    await asyncio.wait_for(ws.ended.wait(), 10)
    assert ws.ws.close_rcvd.code == 4321, ws.ws.close_rcvd
    await ws.close()


async def main(kind, port, roots):
    prefix = "check_" if kind.startswith("h1") else "check2_"
    for name, check in list(globals().items()):
        if not name.startswith(prefix):
            continue
        try:
            await asyncio.wait_for(check(port, roots, kind.endswith("s")), 60)
            error = None
        except Exception:
            error = traceback.format_exc()
        title = name[len(prefix) :].replace("_", " ")
        print(json.dumps({"name": title, "error": error}), flush=True)


asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
