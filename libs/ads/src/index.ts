/** xDS stream state machines (subscribe, nonce, ACK, NACK), both ends. */
export {}
