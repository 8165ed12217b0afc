/** The Mixer expression language: parse, check, compile with reference tracking. */
export {
  type AttributeRead,
  attributeNames,
  type Call,
  type Constant,
  type Node,
  printNode,
  type Variable,
} from './ast.ts'
export {
  type CompileResult,
  compile,
  type Environment,
  Expression,
  type NodeResult,
  parse,
} from './compile.ts'
export type { CompileError, CompileErrorClass } from './compile-error.ts'
export type { EqualityValue } from './equalities.ts'
export { requiredEqualities } from './equalities.ts'
export { EvaluationError, type EvaluationErrorKind } from './evaluation-error.ts'
export { dnsName, sameDnsName } from './externs/dns-name.ts'
export { email, sameEmail } from './externs/email.ts'
export { parseRfc3339 } from './externs/timestamp.ts'
export { sameUri, uri } from './externs/uri.ts'
export {
  type Extern,
  FUNCTIONS,
  type FunctionDefinition,
  type FunctionSignature,
  type FunctionTable,
} from './functions.ts'
