/** What every service adds to grpc-js: deadlines, status mapping, health, keepalive, TLS reload. */
export {}
