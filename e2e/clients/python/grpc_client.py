"""The checks of a grpcio client: python3 grpc_client.py TARGET ROOTS|-; one JSON line per check on standard output."""
import hashlib
import json
import sys
import time
import traceback

import grpc

DETAILS = bytes([8, 5, 18, 3, 0x64, 0x65, 0x74, 0xFF, 0])
PREFIX = "/flotilla.clients.Echo/"
BIG = 8 * 1048576
FLOOD_COUNT = 256
FLOOD_SIZE = 524288
# The windows and buffers of two HTTP/2 connections and of both ends.
FLOOD_BOUND = 64 * 1048576


def message(at, size):
    return at.to_bytes(4, "big") + bytes([at % 251]) * max(0, size - 4)


def has_tail(call):
    found = dict(call.trailing_metadata())
    assert found.get("x-tail") == "at the end", found
    assert found.get("x-tail-bin") == bytes([0, 1, 254, 255]), found


def check_unary(stub):
    metadata = (("x-in", "some text"), ("x-in-bin", bytes([0, 255, 10, 13])))
    answer, call = stub["Unary"].with_call(b"echo:hello", timeout=10, metadata=metadata)
    assert answer == b"hello", answer
    seen = dict(call.initial_metadata())
    assert seen["x-in"] == "some text" and seen["x-in-bin"] == bytes([0, 255, 10, 13]), seen
    has_tail(call)


def check_empty_and_big(stub):
    assert stub["Unary"](b"echo:", timeout=10) == b""
    data = bytes(range(256)) * (BIG // 256)
    assert stub["Unary"](b"echo:" + data, timeout=30) == data


def check_errors(stub):
    for code in (1, 3, 5, 7, 8, 13, 14, 16):
        try:
            stub["Unary"](f"fail:{code}:not so: größe %\n2".encode(), timeout=10)
            raise AssertionError("no error")
        except grpc.RpcError as error:
            assert error.code().value[0] == code, error
            assert error.details() == "not so: größe %\n2", repr(error.details())
            has_tail(error)
            assert dict(error.trailing_metadata())["grpc-status-details-bin"] == DETAILS


def check_deadline(stub):
    left = int(stub["Unary"](b"left", timeout=7))
    # The client's own encoding rounds up by a little.
    assert 3000 < left <= 7100, left
    before = int(stub["Unary"](b"cancelled", timeout=10))
    started = time.monotonic()
    try:
        stub["Unary"](b"sleep:20000", timeout=0.3)
        raise AssertionError("no error")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
    assert time.monotonic() - started < 5
    wait_cancelled(stub, before + 1)


def wait_cancelled(stub, wanted):
    until = time.monotonic() + 5
    while int(stub["Unary"](b"cancelled", timeout=10)) < wanted:
        assert time.monotonic() < until, "the server was not told"
        time.sleep(0.02)


def check_cancellation(stub):
    before = int(stub["Unary"](b"cancelled", timeout=10))
    call = stub["Unary"].future(b"sleep:20000", timeout=30)
    time.sleep(0.1)
    call.cancel()
    stream = stub["Down"](b"1000000:1000", timeout=30)
    for _ in range(10):
        next(stream)
    stream.cancel()
    wait_cancelled(stub, before + 2)


def check_server_stream(stub):
    call = stub["Down"](b"2000:1500", timeout=30)
    count = 0
    for at, data in enumerate(call):
        assert data == message(at, 1500), at
        count += 1
    assert count == 2000, count
    has_tail(call)
    assert list(stub["Down"](b"0:0", timeout=10)) == []


def check_client_stream(stub):
    sent = [message(at, at * 7) for at in range(1500)]
    answer, call = stub["Up"].with_call(iter(sent), timeout=30)
    digest = hashlib.sha256(b"".join(sent)).hexdigest()
    assert answer == f"1500:{sum(map(len, sent))}:{digest}".encode(), answer
    has_tail(call)


def check_bidi(stub):
    # One at a time: each answer is awaited before the next request goes.
    answers = []

    def requests():
        for at in range(200):
            while len(answers) < at:
                time.sleep(0.0005)
            yield message(at, 100)

    call = stub["Both"](requests(), timeout=30)
    for data in call:
        answers.append(data)
    assert answers == [message(at, 100) for at in range(200)]
    has_tail(call)


def check_back_pressure(stub):
    """The server's writes stop while the client does not read, and all arrive afterwards."""
    call = stub["Down"](f"{FLOOD_COUNT}:{FLOOD_SIZE}".encode(), timeout=60)
    assert next(call) == message(0, FLOOD_SIZE)
    before, sent = -1, 0
    while sent != before:
        time.sleep(0.5)
        before, sent = sent, int(stub["Unary"](b"sent", timeout=10))
    assert sent < FLOOD_BOUND, f"{sent} bytes were sent to a client that reads nothing"
    count = 1
    for at, data in enumerate(call, 1):
        assert data == message(at, FLOOD_SIZE), at
        count += 1
    assert count == FLOOD_COUNT, count


def main(target, roots):
    options = [("grpc.max_receive_message_length", 64 * 1048576)]
    if roots == "-":
        channel = grpc.insecure_channel(target, options)
    else:
        with open(roots, "rb") as file:
            credentials = grpc.ssl_channel_credentials(file.read())
        channel = grpc.secure_channel(target, credentials, options)
    stub = {
        "Unary": channel.unary_unary(PREFIX + "Unary"),
        "Down": channel.unary_stream(PREFIX + "Down"),
        "Up": channel.stream_unary(PREFIX + "Up"),
        "Both": channel.stream_stream(PREFIX + "Both"),
    }
    for name, check in list(globals().items()):
        if not name.startswith("check_"):
            continue
        try:
            check(stub)
            error = None
        except Exception:
            error = traceback.format_exc()
        print(json.dumps({"name": name[6:].replace("_", " "), "error": error}), flush=True)
    channel.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
