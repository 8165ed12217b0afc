/** For tests of sister packages: certificates and requests that break the profiles. */
export { encodeCsr } from './csr.ts'
export { bitString, decodeDer, encodeDer, sequence, Tag, universal } from './der.ts'
export { nameNode } from './distinguished-name.ts'
export { extensionsNode, type RawExtension } from './extensions.ts'
export { signCertificate } from './issue.ts'
export {
  encodeBasicConstraints,
  encodeExtKeyUsage,
  encodeKeyUsage,
} from './key-usage.ts'
export { Oid } from './oids.ts'
export { encodeSans } from './subject-alt-name.ts'
