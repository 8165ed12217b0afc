"""gRPC by Python's grpcio: `echo.py serve` prints its port; `echo.py call PORT` makes every kind of call and prints `ok`."""
import sys
from concurrent import futures

import grpc

PREFIX = "/test.Echo/"


def unary(request, context):
    if request == b"fail":
        context.set_trailing_metadata((("x-why", "asked"),))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, "no")
    return request


def many(request, context):
    for i in range(int(request)):
        yield bytes([i % 256]) * 10_000


def total(requests, context):
    return str(sum(len(one) for one in requests)).encode()


def chat(requests, context):
    yield from requests


HANDLERS = {
    "Unary": grpc.unary_unary_rpc_method_handler(unary),
    "Many": grpc.unary_stream_rpc_method_handler(many),
    "Sum": grpc.stream_unary_rpc_method_handler(total),
    "Chat": grpc.stream_stream_rpc_method_handler(chat),
}


def serve():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", HANDLERS),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


def call(port):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        assert channel.unary_unary(PREFIX + "Unary")(b"hello", timeout=10) == b"hello"
        try:
            channel.unary_unary(PREFIX + "Unary")(b"fail", timeout=10)
            raise AssertionError("no error")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
            assert error.details() == "no", error
            assert ("x-why", "asked") in [tuple(one) for one in error.trailing_metadata()], error
        chunks = list(channel.unary_stream(PREFIX + "Many")(b"500", timeout=20))
        assert len(chunks) == 500 and all(len(one) == 10_000 for one in chunks)
        parts = (b"x" * 5000 for _ in range(400))
        assert channel.stream_unary(PREFIX + "Sum")(parts, timeout=20) == b"2000000"
        words = [str(i).encode() for i in range(100)]
        assert list(channel.stream_stream(PREFIX + "Chat")(iter(words), timeout=20)) == words
        calls = [channel.unary_unary(PREFIX + "Unary").future(w, timeout=20) for w in words]
        assert [one.result() for one in calls] == words
    print("ok")


if sys.argv[1] == "serve":
    serve()
else:
    call(int(sys.argv[2]))
