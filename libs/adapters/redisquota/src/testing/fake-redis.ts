/** A server that reads commands and answers with what the test says. */
import type { FakeServer } from '@flotilla/adapter-sdk/compliance'

/** Answers one command with bytes of the protocol; null: not at all. */
export type Answer = (words: readonly string[]) => string | null

/** @param commands gets every command. */
export function fakeRedis(commands: string[][], answer: Answer): FakeServer {
  return (connection) => {
    let held = ''
    return (bytes) => {
      held += bytes.toString()
      for (;;) {
        const read = readCommand(held)
        if (read === null) return
        held = held.slice(read.length)
        commands.push(read.words)
        const reply = answer(read.words)
        if (reply !== null) connection.send(reply)
      }
    }
  }
}

function readCommand(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return null
  let at = head[0].length
  const words: string[] = []
  for (let i = 0; i < Number(head[1]); i++) {
    const bulk = /^\$(\d+)\r\n/.exec(text.slice(at))
    if (bulk === null) return null
    at += bulk[0].length
    const length = Number(bulk[1])
    words.push(text.slice(at, at + length))
    at += length + 2
  }
  return at <= text.length ? { words, length: at } : null
}
