/** Flags, identity, start, ready line, signals and end of Flotilla's programs. */

export { Closers } from './closers.ts'
export { requireFolder } from './config-folder.ts'
export { type ConfigSource, configSourceOption, parseConfigSource } from './config-source.ts'
export {
  lifeOption,
  parseCount,
  parseLife,
  parseMilliseconds,
  parsePort,
  parseSeconds,
} from './flag-values.ts'
export {
  addIdentityFlags,
  addPartFlags,
  type IdentityConfig,
  type IdentityFlags,
  identityConfig,
  optionalPath,
  type PartConfig,
  type PartFlags,
  type ProgramFlags,
  partConfig,
  programCommand,
} from './flags.ts'
export {
  type CertificateDetails,
  certificateDetails,
  openPartIdentity,
  type PartName,
  type PartScope,
  partSpiffeId,
} from './part-identity.ts'
export { type Addresses, type Program, type ProgramPart, runProgram } from './run-program.ts'
