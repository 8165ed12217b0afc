/** Splits an expression's text into Go's tokens, one at a time, newlines that end an operand included. */

export type TokenKind =
  | 'ident'
  | 'keyword'
  | 'int'
  | 'float'
  | 'imaginary'
  | 'char'
  | 'string'
  | 'operator'
  /** A newline after an operand: Go puts a semicolon there. */
  | 'newline'
  | 'eof'

export interface Token {
  readonly kind: TokenKind
  /** The token as written; empty at the end. */
  readonly text: string
  /** Where it starts, in UTF-16 units of the text. */
  readonly at: number
}

export interface SyntaxFault {
  readonly at: number
  readonly message: string
}

const KEYWORDS = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import ' +
    'interface map package range return select struct switch type var'
  ).split(' '),
)
/** Longest first, so that the first that fits is the token. */
const OPERATORS = (
  '&^= <<= >>= ... && || <- ++ -- == != <= >= := += -= *= /= %= &= |= ^= << >> &^ ' +
  '+ - * / % & | ^ < > = ! ( ) [ ] { } , ; . :'
).split(' ')
const ENDS_OPERAND = new Set([')', ']', '}', '++', '--'])
const KEYWORDS_THAT_END = new Set(['break', 'continue', 'fallthrough', 'return'])
const IDENT = /[\p{L}_][\p{L}\p{Nd}_]*/uy
const NUMBER =
  /0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?i?|0[bBoO][\d_]*i?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?i?/y
const SIMPLE_ESCAPES = 'abfnrtv\\'

export class Lexer {
  private readonly text: string
  private at = 0
  private operandEnded = false
  /** The first thing that no token can be made of, or null. The lexer is at its end from then on. */
  fault: SyntaxFault | null = null

  constructor(text: string) {
    this.text = text
  }

  next(): Token {
    const newlineAt = this.skipBlanks()
    if (this.fault !== null) return this.end()
    if (newlineAt !== -1) return this.emit('newline', '\n', newlineAt, false)
    if (this.at >= this.text.length) return this.end()
    const start = this.at
    const token = this.identifier() ?? this.number() ?? this.quoted() ?? this.operator()
    if (token !== null && this.fault === null) return token
    this.fault ??= illegalCharacter(this.text, start)
    return this.end()
  }

  /** Skips blanks and comments; position of the newline that ends an operand, or -1. */
  private skipBlanks(): number {
    for (;;) {
      const char = this.text[this.at]
      if (char === '\n' && this.operandEnded) return this.takeNewline(this.at, this.at + 1)
      if (char === ' ' || char === '\t' || char === '\r' || char === '\n') this.at++
      else if (this.text.startsWith('//', this.at)) {
        const end = this.text.indexOf('\n', this.at)
        this.at = end === -1 ? this.text.length : end
      } else if (this.text.startsWith('/*', this.at)) {
        const start = this.at
        const end = this.text.indexOf('*/', start + 2)
        if (end === -1) {
          this.fault = { at: start, message: 'comment not terminated' }
          return -1
        }
        this.at = end + 2
        if (this.operandEnded && this.text.slice(start, end).includes('\n'))
          return this.takeNewline(start, this.at)
      } else return -1
    }
  }

  private takeNewline(at: number, next: number): number {
    this.at = next
    return at
  }

  private identifier(): Token | null {
    IDENT.lastIndex = this.at
    const word = IDENT.exec(this.text)?.[0]
    if (word === undefined) return null
    const isKeyword = KEYWORDS.has(word)
    return this.take(
      isKeyword ? 'keyword' : 'ident',
      word,
      !isKeyword || KEYWORDS_THAT_END.has(word),
    )
  }

  private number(): Token | null {
    NUMBER.lastIndex = this.at
    const number = NUMBER.exec(this.text)?.[0]
    if (number === undefined) return null
    const kind = numberKind(number)
    const octal = kind === 'int' && /^0\d*[89]/.exec(number)
    if (octal) {
      const bad = octal[0].length - 1
      this.fault = { at: this.at + bad, message: `invalid digit '${number[bad]}' in octal literal` }
    }
    return this.take(kind, number, true)
  }

  private quoted(): Token | null {
    const quote = this.text[this.at]
    if (quote === '`') {
      const end = this.text.indexOf('`', this.at + 1)
      if (end !== -1) return this.take('string', this.text.slice(this.at, end + 1), true)
      this.fault = { at: this.at, message: 'raw string literal not terminated' }
      return null
    }
    if (quote !== '"' && quote !== "'") return null
    const what = quote === '"' ? 'string' : 'rune'
    let at = this.at + 1
    let characters = 0
    while (this.text[at] !== quote) {
      const char = this.text.codePointAt(at)
      if (char === undefined || char === 10) {
        this.fault = { at: this.at, message: `${what} literal not terminated` }
        return null
      }
      const length = char === 92 ? this.escapeLength(at, quote) : char > 0xffff ? 2 : 1
      if (length === 0) return null
      at += length
      characters++
    }
    if (quote === "'" && characters !== 1) {
      this.fault = { at: this.at, message: 'illegal rune literal' }
      return null
    }
    return this.take(quote === '"' ? 'string' : 'char', this.text.slice(this.at, at + 1), true)
  }

  /** Length of the escape sequence at a backslash, or 0 after recording what is wrong with it. */
  private escapeLength(at: number, quote: string): number {
    const char = this.text[at + 1] ?? ''
    if (char !== '' && (SIMPLE_ESCAPES.includes(char) || char === quote)) return 2
    const form = numericEscape(char)
    if (form === null) {
      this.fault = { at: at + 1, message: 'unknown escape sequence' }
      return 0
    }
    const digits = this.text.slice(at + form.skip, at + form.skip + form.digits)
    const good = form.base === 8 ? /^[0-7]*/.exec(digits) : /^[\da-fA-F]*/.exec(digits)
    const goodLength = good?.[0].length ?? 0
    if (goodLength < form.digits) {
      const bad = at + form.skip + goodLength
      this.fault =
        bad >= this.text.length
          ? { at: bad, message: 'escape sequence not terminated' }
          : { at: bad, message: `${illegalCharacter(this.text, bad).message} in escape sequence` }
      return 0
    }
    const value = Number.parseInt(digits, form.base)
    if (value > form.max || (form.max > 255 && value >= 0xd800 && value < 0xe000)) {
      this.fault = { at, message: 'escape sequence is invalid Unicode code point' }
      return 0
    }
    return form.skip + form.digits
  }

  private operator(): Token | null {
    const operator = OPERATORS.find((one) => this.text.startsWith(one, this.at))
    return operator === undefined
      ? null
      : this.take('operator', operator, ENDS_OPERAND.has(operator))
  }

  private take(kind: TokenKind, text: string, endsOperand: boolean): Token {
    const at = this.at
    this.at += text.length
    return this.emit(kind, text, at, endsOperand)
  }

  private emit(kind: TokenKind, text: string, at: number, endsOperand: boolean): Token {
    this.operandEnded = endsOperand
    return { kind, text, at }
  }

  private end(): Token {
    return { kind: 'eof', text: '', at: this.text.length }
  }
}

/** `line:column` as Go counts them: from 1, columns in bytes. */
export function positionText(text: string, at: number): string {
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  return `${line}:${Buffer.byteLength(before.slice(lineStart)) + 1}`
}

function numberKind(number: string): TokenKind {
  if (number.endsWith('i')) return 'imaginary'
  if (/^0[xX]/.test(number)) return /[.pP]/.test(number) ? 'float' : 'int'
  return /^0[bBoO]/.test(number) || !/[.eE]/.test(number) ? 'int' : 'float'
}

interface EscapeForm {
  readonly base: 8 | 16
  readonly skip: number
  readonly digits: number
  readonly max: number
}

function numericEscape(char: string): EscapeForm | null {
  if (char >= '0' && char <= '7') return { base: 8, skip: 1, digits: 3, max: 255 }
  if (char === 'x') return { base: 16, skip: 2, digits: 2, max: 255 }
  if (char === 'u') return { base: 16, skip: 2, digits: 4, max: 0x10ffff }
  if (char === 'U') return { base: 16, skip: 2, digits: 8, max: 0x10ffff }
  return null
}

function illegalCharacter(text: string, at: number): SyntaxFault {
  const code = text.codePointAt(at) ?? 0
  const hex = code.toString(16).toUpperCase().padStart(4, '0')
  return { at, message: `illegal character U+${hex} '${String.fromCodePoint(code)}'` }
}
