/** Parses Go expressions: operator precedence of Go, all binary operators left-associative. */
import { type GoExpression, NOTHING } from './go-expression.ts'
import { Lexer, positionText, type Token } from './lexer.ts'

/** Levels of nesting beyond which an expression is refused: parsing and evaluating are recursive. */
export const MAX_DEPTH = 500

export type ParseResult =
  | { readonly kind: 'ok'; readonly expression: GoExpression }
  /** `message` is `line:column: what`. */
  | { readonly kind: 'bad'; readonly message: string }

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 4,
  '^': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  '<<': 5,
  '>>': 5,
  '&': 5,
  '&^': 5,
}
const UNARY = new Set(['+', '-', '!', '^', '&', '<-'])
const TYPE_KEYWORDS: Readonly<Record<string, string>> = {
  func: 'function type',
  struct: 'struct type',
  map: 'map type',
  chan: 'channel type',
  interface: 'interface type',
}

export function parseGoExpression(text: string): ParseResult {
  return new Parser(text).parse()
}

class Parser {
  private readonly text: string
  private readonly lexer: Lexer
  private token: Token
  private depth = 0
  private failure: { at: number; message: string } | null = null

  constructor(text: string) {
    this.text = text
    this.lexer = new Lexer(text)
    this.token = this.lexer.next()
  }

  parse(): ParseResult {
    const expression = this.binary(1)
    if (this.token.kind === 'newline') this.advance()
    if (this.token.kind !== 'eof') this.failExpected("'EOF'")
    // The lexer is never behind the parser: what it could not read stands at or before any failure it led to.
    const failure = this.lexer.fault ?? this.failure
    return failure === null
      ? { kind: 'ok', expression }
      : { kind: 'bad', message: `${positionText(this.text, failure.at)}: ${failure.message}` }
  }

  private binary(minimum: number): GoExpression {
    let left = this.unary()
    let links = 0
    for (;;) {
      const operator = this.token.kind === 'operator' ? this.token.text : ''
      const precedence = PRECEDENCE[operator] ?? 0
      if (precedence < minimum) break
      // A chain is as deep as it is long: a || b || c is (a || b) || c.
      if (++links > MAX_DEPTH) return this.fail('expression is nested too deeply')
      this.advance()
      left = { kind: 'binary', operator, left, right: this.binary(precedence + 1) }
    }
    return left
  }

  private unary(): GoExpression {
    if (this.depth >= MAX_DEPTH) return this.fail('expression is nested too deeply')
    this.depth++
    const expression = this.unaryOrPrimary()
    this.depth--
    return expression
  }

  private unaryOrPrimary(): GoExpression {
    const operator = this.token.kind === 'operator' ? this.token.text : ''
    if (UNARY.has(operator)) {
      this.advance()
      return { kind: 'unary', operator, operand: this.unary() }
    }
    if (operator === '*') {
      this.advance()
      this.unary()
      return { kind: 'foreign', what: 'dereference' }
    }
    return this.primary()
  }

  private primary(): GoExpression {
    let expression = this.operand()
    while (this.failure === null && this.token.kind === 'operator') {
      if (this.token.text === '.') expression = this.selector(expression)
      else if (this.token.text === '[') expression = this.index(expression)
      else if (this.token.text === '(') expression = this.call(expression)
      else if (this.token.text === '{' && isTypeName(expression))
        expression = this.skipBlock('composite literal')
      else break
    }
    return expression
  }

  private operand(): GoExpression {
    const { kind, text } = this.token
    switch (kind) {
      case 'ident':
        this.advance()
        return { kind: 'ident', name: text }
      case 'int':
      case 'float':
      case 'imaginary':
      case 'char':
      case 'string':
        this.advance()
        return { kind: 'literal', literal: kind, text }
      case 'keyword':
        return this.typeOperand()
      case 'operator':
        if (text === '(') return this.paren()
        if (text === '[') return this.skipRest('array type')
        return this.failExpected('operand')
      default:
        return this.failExpected('operand')
    }
  }

  private paren(): GoExpression {
    this.advance()
    const inner = this.binary(1)
    this.expect(')')
    return { kind: 'paren', inner }
  }

  private typeOperand(): GoExpression {
    const what = TYPE_KEYWORDS[this.token.text]
    return what === undefined ? this.failExpected('operand') : this.skipRest(what)
  }

  private selector(object: GoExpression): GoExpression {
    this.advance()
    if (this.token.kind === 'ident') {
      const name = this.token.text
      this.advance()
      return { kind: 'selector', object, name }
    }
    if (!this.isAt('(')) return this.failExpected('selector or type assertion')
    this.advance()
    this.binary(1)
    this.expect(')')
    return { kind: 'foreign', what: 'type assertion' }
  }

  private index(object: GoExpression): GoExpression {
    this.advance()
    const parts: GoExpression[] = []
    let colons = 0
    if (!this.isAt(':')) parts.push(this.binary(1))
    while (this.isAt(':') && colons < 2) {
      colons++
      this.advance()
      if (!this.isAt(':') && !this.isAt(']') && this.token.kind !== 'eof')
        parts.push(this.binary(1))
    }
    this.expect(']')
    if (colons > 0) return { kind: 'foreign', what: 'slice' }
    return { kind: 'index', object, index: parts[0] ?? NOTHING }
  }

  private call(callee: GoExpression): GoExpression {
    this.advance()
    const args: GoExpression[] = []
    while (!this.isAt(')') && !this.isDone()) {
      args.push(this.binary(1))
      if (this.isAt('...')) this.advance()
      if (this.isAt(')') || this.isDone()) break
      if (!this.isAt(',')) {
        const where = this.token.kind === 'newline' ? 'before newline ' : ''
        return this.fail(`missing ',' ${where}in argument list`)
      }
      this.advance()
    }
    this.expect(')')
    return { kind: 'call', callee, args }
  }

  /** Skips a block in braces, whatever is in it. */
  private skipBlock(what: string): GoExpression {
    let open = 0
    while (this.token.kind !== 'eof') {
      if (this.isAt('{')) open++
      if (this.isAt('}') && --open === 0) {
        this.advance()
        return { kind: 'foreign', what }
      }
      this.advance()
    }
    return this.failExpected("'}'")
  }

  /** A type where a value belongs: refused as a whole, so its own syntax is not looked at. */
  private skipRest(what: string): GoExpression {
    while (this.token.kind !== 'eof') this.advance()
    return { kind: 'foreign', what }
  }

  private isAt(operator: string): boolean {
    return this.token.kind === 'operator' && this.token.text === operator
  }

  private isDone(): boolean {
    return this.token.kind === 'eof'
  }

  private advance(): void {
    if (this.failure === null) this.token = this.lexer.next()
  }

  private expect(operator: string): void {
    if (this.isAt(operator)) this.advance()
    else this.failExpected(`'${operator}'`)
  }

  private failExpected(what: string): GoExpression {
    return this.fail(`expected ${what}, found ${describe(this.token)}`)
  }

  /** Records the first failure and ends the input, so that every rule returns. */
  private fail(message: string): GoExpression {
    this.failure ??= { at: this.token.at, message }
    this.token = { kind: 'eof', text: '', at: this.text.length }
    return NOTHING
  }
}

function describe(token: Token): string {
  switch (token.kind) {
    case 'eof':
      return "'EOF'"
    case 'newline':
      return 'newline'
    case 'operator':
    case 'keyword':
      return `'${token.text}'`
    default:
      return token.text
  }
}

/** Whether Go would read a block after this as a composite literal: a name, or a name of a package. */
function isTypeName(expression: GoExpression): boolean {
  return (
    expression.kind === 'ident' ||
    (expression.kind === 'selector' && expression.object.kind === 'ident')
  )
}
