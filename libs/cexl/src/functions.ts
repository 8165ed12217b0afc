/** The functions of the language: their signatures, and the code of those that are plain calls of values. */
import { type AttributeValue, ValueType } from '@flotilla/attributes'
import type { EvaluationError } from './evaluation-error.ts'
import { dnsName } from './externs/dns-name.ts'
import { email } from './externs/email.ts'
import { ipAddress } from './externs/ip-address.ts'
import { matches } from './externs/matches.ts'
import { endsWith, matchPattern, startsWith, toLower } from './externs/strings.ts'
import { timestamp } from './externs/timestamp.ts'
import { uri } from './externs/uri.ts'

const { STRING, INT64, BOOL, IP_ADDRESS, TIMESTAMP, DNS_NAME, EMAIL_ADDRESS, URI, STRING_MAP } =
  ValueType
/** In a signature: any type, the same wherever it stands. */
const T = ValueType.VALUE_TYPE_UNSPECIFIED

export interface FunctionSignature {
  readonly isInstance: boolean
  /** Type of the receiver; VALUE_TYPE_UNSPECIFIED stands for any type, here and below. */
  readonly targetType: ValueType
  readonly argumentTypes: readonly ValueType[]
  readonly returnType: ValueType
}

/**
 * Code of a function that takes all its arguments evaluated. Instance methods get the receiver first. The checker has
 * seen to the types, so that implementations may narrow what they are given.
 */
export type Extern = (args: readonly AttributeValue[]) => AttributeValue | EvaluationError

export interface FunctionDefinition extends FunctionSignature {
  /** Null for what the compiler itself implements, because it does not evaluate every argument or is fast-pathed. */
  readonly extern: Extern | null
}

export type FunctionTable = ReadonlyMap<string, FunctionDefinition>

const operator = (
  argumentTypes: readonly ValueType[],
  returnType: ValueType,
): FunctionDefinition => ({
  isInstance: false,
  targetType: T,
  argumentTypes,
  returnType,
  extern: null,
})
const plain = (
  argumentTypes: readonly ValueType[],
  returnType: ValueType,
  extern: Extern,
): FunctionDefinition => ({ isInstance: false, targetType: T, argumentTypes, returnType, extern })
const method = (
  extern: (target: string, argument: string) => boolean | EvaluationError,
): FunctionDefinition => ({
  isInstance: true,
  targetType: STRING,
  argumentTypes: [STRING],
  returnType: BOOL,
  extern: (args) => extern(args[0] as string, args[1] as string), // both STRING by the signature
})
/** A function of one string. */
const ofString = (
  returnType: ValueType,
  extern: (text: string) => AttributeValue | EvaluationError,
): FunctionDefinition => plain([STRING], returnType, (args) => extern(args[0] as string)) // STRING by the signature

const EMPTY_MAP: ReadonlyMap<string, string> = new Map()

export const FUNCTIONS: FunctionTable = new Map<string, FunctionDefinition>([
  ['EQ', operator([T, T], BOOL)],
  ['NEQ', operator([T, T], BOOL)],
  ['LT', operator([T, T], BOOL)],
  ['LEQ', operator([T, T], BOOL)],
  ['GT', operator([T, T], BOOL)],
  ['GEQ', operator([T, T], BOOL)],
  ['LAND', operator([BOOL, BOOL], BOOL)],
  ['LOR', operator([BOOL, BOOL], BOOL)],
  ['OR', operator([T, T], T)],
  ['ADD', operator([T, T], T)],
  ['INDEX', operator([STRING_MAP, STRING], STRING)],
  ['conditional', operator([BOOL, T, T], T)],
  ['size', operator([STRING], INT64)],
  [
    'conditionalString',
    plain(
      [BOOL, STRING, STRING],
      STRING,
      (args) => (args[0] === true ? args[1] : args[2]) as string,
    ), // STRING by the signature
  ],
  [
    'match',
    plain([STRING, STRING], BOOL, (args) => matchPattern(args[0] as string, args[1] as string)),
  ], // both STRING by the signature
  ['matches', method(matches)],
  ['startsWith', method(startsWith)],
  ['endsWith', method(endsWith)],
  ['toLower', ofString(STRING, toLower)],
  ['ip', ofString(IP_ADDRESS, ipAddress)],
  ['timestamp', ofString(TIMESTAMP, timestamp)],
  ['dnsName', ofString(DNS_NAME, dnsName)],
  ['email', ofString(EMAIL_ADDRESS, email)],
  ['uri', ofString(URI, uri)],
  ['emptyStringMap', plain([], STRING_MAP, () => EMPTY_MAP)],
])
