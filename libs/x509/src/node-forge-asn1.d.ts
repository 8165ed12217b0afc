/** Types of node-forge's ASN.1 module, imported alone: the whole library costs a sidecar memory that it never uses. */
declare module 'node-forge/lib/asn1.js' {
  import type { asn1 } from 'node-forge'

  interface ReadOptions {
    readonly strict: boolean
    readonly parseAllBytes: boolean
    readonly decodeBitStrings: boolean
    readonly maxDepth: number
  }
  // The published types know the first option only.
  const module: Omit<typeof asn1, 'fromDer'> & {
    fromDer(bytes: string, options: ReadOptions): asn1.Asn1
  }
  // biome-ignore lint/style/noDefaultExport: describes a CommonJS module of another package
  export default module
}
