"""A server of fluentd's forward protocol on an independent MessagePack library: acknowledges chunks, prints entries as JSON lines."""
import json
import os
import socketserver
import sys

import msgpack


def plain(time):
    if isinstance(time, msgpack.ExtType):
        return {"seconds": int.from_bytes(time.data[:4], "big"), "nanos": int.from_bytes(time.data[4:], "big")}
    return time


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        unpacker = msgpack.Unpacker(raw=False, strict_map_key=True)
        while True:
            data = self.request.recv(65536)
            if not data:
                return
            unpacker.feed(data)
            for message in unpacker:
                tag, entries, option = message
                assert option["size"] == len(entries)
                for time, record in entries:
                    line = json.dumps({"tag": tag, "time": plain(time), "record": record}, default=str)
                    os.write(1, (line + "\n").encode())
                self.request.sendall(msgpack.packb({"ack": option["chunk"]}))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server((sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
