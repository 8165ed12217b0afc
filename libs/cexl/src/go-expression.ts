/** What the grammar of Go expressions yields, before it is narrowed to what the language means. */

export type GoExpression =
  | { readonly kind: 'ident'; readonly name: string }
  | {
      readonly kind: 'literal'
      readonly literal: 'int' | 'float' | 'imaginary' | 'char' | 'string'
      readonly text: string
    }
  | { readonly kind: 'paren'; readonly inner: GoExpression }
  | { readonly kind: 'selector'; readonly object: GoExpression; readonly name: string }
  | { readonly kind: 'index'; readonly object: GoExpression; readonly index: GoExpression }
  | { readonly kind: 'call'; readonly callee: GoExpression; readonly args: readonly GoExpression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: GoExpression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: GoExpression
      readonly right: GoExpression
    }
  /** Something Go has and this language has not, by what it is called. */
  | { readonly kind: 'foreign'; readonly what: string }

export const NOTHING: GoExpression = { kind: 'foreign', what: 'nothing' }
