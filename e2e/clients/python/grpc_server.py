"""The gRPC service on grpcio: python3 grpc_server.py PORT."""
import hashlib
import sys
import threading
import time
from concurrent import futures

import grpc

DETAILS = bytes([8, 5, 18, 3, 0x64, 0x65, 0x74, 0xFF, 0])
TAIL = (("x-tail", "at the end"), ("x-tail-bin", bytes([0, 1, 254, 255])))
MAX_MESSAGE_BYTES = 64 * 1048576
CODES = {code.value[0]: code for code in grpc.StatusCode}


class Seen:
    lock = threading.Lock()
    cancelled = 0
    sent = 0


def begin(context, answered):
    # What came goes back, so that the client sees what reached the server.
    context.send_initial_metadata(
        tuple((k, v) for k, v in context.invocation_metadata() if k.startswith("x-in"))
    )
    context.set_trailing_metadata(TAIL)

    def ended():
        if not answered:
            with Seen.lock:
                Seen.cancelled += 1

    context.add_callback(ended)


def unary(request, context):
    answered = []
    begin(context, answered)
    word, _, rest = request.partition(b":")
    if word == b"fail":
        answered.append(1)
        code, _, text = rest.partition(b":")
        context.set_trailing_metadata(TAIL + (("grpc-status-details-bin", DETAILS),))
        context.abort(CODES[int(code)], text.decode())
    if word == b"sleep":
        until = time.monotonic() + int(rest) / 1000
        while context.is_active() and time.monotonic() < until:
            time.sleep(0.01)
        if not context.is_active():
            return request
        answered.append(1)
        return request
    answered.append(1)
    if word == b"left":
        return str(int(context.time_remaining() * 1000)).encode()
    if word == b"cancelled":
        return str(Seen.cancelled).encode()
    if word == b"sent":
        return str(Seen.sent).encode()
    return rest


def message(at, size):
    return at.to_bytes(4, "big") + bytes([at % 251]) * max(0, size - 4)


def down(request, context):
    answered = []
    begin(context, answered)
    count, size = (int(part) for part in request.split(b":"))
    Seen.sent = 0
    for at in range(count):
        if not context.is_active():
            return
        Seen.sent += size
        yield message(at, size)
    answered.append(1)


def up(requests, context):
    answered = []
    begin(context, answered)
    digest = hashlib.sha256()
    count = size = 0
    for data in requests:
        digest.update(data)
        count += 1
        size += len(data)
    answered.append(1)
    return f"{count}:{size}:{digest.hexdigest()}".encode()


def both(requests, context):
    answered = []
    begin(context, answered)
    yield from requests
    answered.append(1)


if __name__ == "__main__":
    handlers = {
        "Unary": grpc.unary_unary_rpc_method_handler(unary),
        "Down": grpc.unary_stream_rpc_method_handler(down),
        "Up": grpc.stream_unary_rpc_method_handler(up),
        "Both": grpc.stream_stream_rpc_method_handler(both),
    }
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=32),
        options=[("grpc.max_receive_message_length", MAX_MESSAGE_BYTES)],
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("flotilla.clients.Echo", handlers),)
    )
    server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    server.start()
    server.wait_for_termination()
