/** MCP stream state machines, both ends. */
export {}
