"""A WebSocket echo server: python3 ws_server.py PORT. `close:CODE:REASON` closes so; `path` and `header NAME` tell of the request."""
import asyncio
import sys

from websockets.asyncio.server import serve


async def echo(connection):
    async for message in connection:
        if isinstance(message, str) and message.startswith("close:"):
            _, code, reason = message.split(":", 2)
            await connection.close(int(code), reason)
        elif message == "path":
            await connection.send(connection.request.path)
        elif isinstance(message, str) and message.startswith("header "):
            await connection.send(connection.request.headers.get(message[7:], ""))
        else:
            await connection.send(message)


async def main():
    async with serve(
        echo, "127.0.0.1", int(sys.argv[1]), max_size=None, subprotocols=["chat.v2"]
    ) as server:
        await server.serve_forever()


asyncio.run(main())
