/** Generated protobuf messages: xDS, MCP, Mixer, SDS, CSR; static code, only those used. */
export {}
