/** HTTP/1.x bytes to message heads and bodies, and back. */
export {}
