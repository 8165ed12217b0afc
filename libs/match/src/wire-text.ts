/** Text of configuration and text of the wire: header values are Latin-1 strings that hold the bytes as sent. */

const NOT_ASCII = /[^\0-\x7f]/
const UPPER = /[A-Z]/

/** Configured text as it looks in a header value: its UTF-8 bytes, one character each. */
export function toWireText(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text
}

/** A header value as the text that a regular expression means. */
export function fromWireText(value: string): string {
  return NOT_ASCII.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value
}

/** Lower case for ASCII letters only: other characters are bytes here, not letters. */
export function asciiLower(text: string): string {
  if (!UPPER.test(text)) return text
  return NOT_ASCII.test(text)
    ? text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
    : text.toLowerCase()
}
