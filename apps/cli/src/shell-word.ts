/** Text as one word of a shell's command line, for commands that a person copies. */

const PLAIN = /^[\w@%+=:,./-]+$/

/** Quoted for POSIX shells where it has to be. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
